// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "daemon/config/config.hpp"
#include "daemon/gather.hpp"
#include "daemon/runtime/module_conversation.hpp"

namespace tessera {

/// The login that a module asks for: who asks is what the kernel says, what for is what the module says.
LoginRequest request_of(const Greeting& greeting, Peer peer, const Config& config, const std::string& host,
                        const std::string& boot_id);

}  // namespace tessera
