// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "daemon/config/config.hpp"
#include "daemon/service/descriptor.hpp"
#include "shared/result.hpp"

namespace tessera {

/// Where browsers come in: non-blocking, listening. A Unix socket that a program before left behind is
/// replaced; its mode is 0666, since the folder that it lies in says who gets there. The error is a sentence.
Result<Descriptor, std::string> listen_at(const PortalListen& place);

/// The address of an accepted connection as a literal; empty for a Unix socket.
std::string peer_address(int connection);

}  // namespace tessera
