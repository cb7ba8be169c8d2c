// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "daemon/config/config.hpp"
#include "shared/result.hpp"

namespace tessera {

/// One mistake in the configuration: "14:12: channels.text names gateway "twillio"; …".
struct ConfigError {
  Position at;
  std::string message;  ///< a sentence, with 'Did you mean "…"?' where one is near
};

/// "FILE:LINE:COLUMN: message"; without a line where the whole file is meant.
std::string to_string(const ConfigError& error);

/// Loads FILE, then FILE.d/*.yaml in byte order, over the built-in defaults: maps merge, scalars and lists
/// replace. All mistakes are returned, not only the first. A missing FILE is a mistake.
Result<Config, std::vector<ConfigError>> load_config(const std::string& file);

}  // namespace tessera
