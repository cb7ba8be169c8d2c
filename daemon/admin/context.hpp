// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "daemon/config/config.hpp"
#include "daemon/core/sealing.hpp"
#include "daemon/ports/clock.hpp"
#include "daemon/ports/courier.hpp"
#include "daemon/ports/directory.hpp"
#include "daemon/ports/random.hpp"
#include "daemon/ports/store.hpp"
#include "daemon/service/log.hpp"

namespace tessera {

/// What the verbs work on. Everything it refers to outlives all connections.
struct AdminContext {
  Store& store;
  Directory& directory;
  Courier& courier;
  Clock& clock;
  Random& random;
  const SeedKeys& seeds;
  Log& log;
  std::function<std::shared_ptr<const Config>()> config;  ///< the one in force; SIGHUP changes it
};

}  // namespace tessera
