// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "daemon/config/config.hpp"
#include "daemon/service/log.hpp"
#include "shared/result.hpp"
#include "shared/secret.hpp"

namespace tessera {

/// Puts the adapters behind the ports and serves until SIGTERM. Returns what to exit with.
int serve(std::shared_ptr<const Config> config, Secret seal, Log& log);

/// What `--check` finds beyond the configuration's own mistakes: the seal key and the store.
Result<void, std::string> check_state(const Config& config);

}  // namespace tessera
