// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/admin/json.hpp"
#include "daemon/config/config.hpp"
#include "daemon/core/environment.hpp"

namespace tessera {

/// {name, url, switch, since, by}: what is not known is null.
Json environment_item(const Config& config, const EnvironmentState& state);

}  // namespace tessera
