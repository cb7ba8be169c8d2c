// SPDX-License-Identifier: Apache-2.0
// One connection of user.sock: any local uid, about its own account alone.
#pragma once

#include <memory>
#include <string>

#include "daemon/login.hpp"
#include "daemon/runtime/seqpacket.hpp"
#include "daemon/user/quota.hpp"

namespace tessera {

/// `quota` and what `ports` refers to outlive the call.
Async<void> serve_user(LoginPorts ports, UserQuota& quota, std::string host, std::shared_ptr<const Config> config,
                       Seqpacket connection);

}  // namespace tessera
