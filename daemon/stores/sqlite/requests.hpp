// SPDX-License-Identifier: Apache-2.0
// Requests and the switch on probation: each function is one operation, inside the transaction of its worker.
#pragma once

#include "daemon/ports/requests.hpp"
#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

unsigned add_request(Database& database, const ChangeRequest& request);
std::vector<ChangeRequest> requests(Database& database, const std::optional<unsigned>& id);
bool comment_request(Database& database, unsigned id, const RequestComment& comment);
Ruled rule_request(Database& database, const RequestRuling& ruling);
bool is_approved(Database& database, const std::string& environment);

void set_switch_until(Database& database, const EnvironmentState& state, const SwitchDeadline& deadline);
std::optional<SwitchDeadline> switch_deadline(Database& database);
Confirmed confirm_switch(Database& database, const std::string& actor, TimePoint now);
std::optional<EnvironmentState> revert_overdue(Database& database, TimePoint now, TimePoint due);

}  // namespace tessera::sqlite
