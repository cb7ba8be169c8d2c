// SPDX-License-Identifier: Apache-2.0
// What the enrolment page may ask: Open and Finish, one exchange a connection.
#pragma once

#include <memory>

#include "daemon/config/config.hpp"
#include "daemon/enrolment/ports.hpp"
#include "daemon/runtime/seqpacket.hpp"

namespace tessera {

/// `ports` outlives the call.
Async<void> serve_portal(EnrolmentPorts ports, std::shared_ptr<const Config> config, Seqpacket connection);

}  // namespace tessera
