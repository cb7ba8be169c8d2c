// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/core/screens.hpp"
#include "daemon/core/sealing.hpp"
#include "daemon/ports/clock.hpp"
#include "daemon/ports/courier.hpp"
#include "daemon/ports/directory.hpp"
#include "daemon/ports/random.hpp"
#include "daemon/ports/slow_hash.hpp"
#include "daemon/ports/store.hpp"
#include "daemon/service/log.hpp"

namespace tessera {

/// What enrolling works with; all of it outlives every connection.
struct EnrolmentPorts {
  Store& store;
  Directory& directory;
  Courier& courier;
  const Clock& clock;
  Random& random;
  Log& log;
  const SeedKeys& seeds;
  SlowHash& slow_hash;
  LocalTime local_time;
};

}  // namespace tessera
