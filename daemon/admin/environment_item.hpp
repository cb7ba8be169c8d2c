// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/admin/call.hpp"
#include "daemon/config/config.hpp"
#include "daemon/ports/requests.hpp"

namespace tessera {

/// {name, url, switch, since, by}: what is not known is null. A switch that waits for its confirmation has
/// {confirm_until, back_to} beside them.
Json environment_item(const Config& config, const EnvironmentState& state,
                      const std::optional<SwitchDeadline>& deadline = std::nullopt);


/// 64 where NAME, if it is given, is another than this host's environment.
std::optional<Outcome> other_environment(const Config& config, const std::optional<std::string>& name);

}  // namespace tessera
