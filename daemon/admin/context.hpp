// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "daemon/config/config.hpp"
#include "daemon/enrolment/ports.hpp"

namespace tessera {

/// What the verbs work on. Everything it refers to outlives all connections.
struct AdminContext : EnrolmentPorts {
  std::function<std::shared_ptr<const Config>()> config;  ///< the one in force; SIGHUP changes it
  bool seal_taken = false;  ///< this start has put keys.seal in place of keys.seal_before
};

}  // namespace tessera
