// SPDX-License-Identifier: Apache-2.0
// Every verb behind admin.sock; daemon/admin/server.cpp has the table of their names.
#pragma once

#include "daemon/admin/call.hpp"

namespace tessera {

// accounts.cpp, account_views.cpp
Async<Outcome> account_add(Call call);
Async<Outcome> account_set(Call call);
Async<Outcome> account_remove(Call call);
Async<Outcome> unlock(Call call);
Async<Outcome> account_show(Call call);
Async<Outcome> account_list(Call call);

// contact_changes.cpp
Async<Outcome> account_changes(Call call);
Async<Outcome> account_accept_change(Call call);

// audit.cpp
Async<Outcome> account_audit(Call call);

// import.cpp
Async<Outcome> account_import(Call call);

// apps.cpp
Async<Outcome> app_enrol(Call call);
Async<Outcome> app_reset(Call call);
Async<Outcome> app_cancel(Call call);

// seeds.cpp
Async<Outcome> app_import(Call call);

// codes.cpp
Async<Outcome> backup_codes(Call call);
Async<Outcome> desk_code(Call call);

// keys.cpp
Async<Outcome> keys_rotate(Call call);

// environment.cpp
Async<Outcome> environment_show(Call call);
Async<Outcome> environment_observe(Call call);
Async<Outcome> environment_off(Call call);

// enforce.cpp
Async<Outcome> environment_enforce(Call call);
Async<Outcome> environment_confirm(Call call);
Async<Outcome> environment_report(Call call);

// requests.cpp
Async<Outcome> environment_request(Call call);
Async<Outcome> environment_requests(Call call);
Async<Outcome> environment_comment(Call call);
Async<Outcome> environment_approve(Call call);
Async<Outcome> environment_reject(Call call);

// gateways.cpp
Async<Outcome> gateway_list(Call call);
Async<Outcome> gateway_test(Call call);

// trust.cpp
Async<Outcome> trust_list(Call call);
Async<Outcome> trust_revoke(Call call);

// explain.cpp
Async<Outcome> explain(Call call);

// log.cpp, status.cpp
Async<Outcome> show_log(Call call);
Async<Outcome> show_status(Call call);

}  // namespace tessera
