// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/config/section.hpp"

namespace tessera {

/// What a preset file says about the gateways made of it; the rest of it is the courier's.
struct Preset {
  enum class Need { required, optional, secret };
  struct Parameter {
    std::string name;
    Need need = Need::required;
  };
  std::vector<Parameter> parameters;
  std::vector<Channel> channels;  ///< those it can serve
  std::string url;                ///< its own, possibly with parameters in it
};

/// The presets of a directory, by name, in byte order.
std::vector<std::string> preset_names(const std::string& directory);

/// Reads DIRECTORY/NAME.yaml: `parameters:` NAME -> required | optional | secret (required, and a reference),
/// `channels:`, `url:`. Nothing after a mistake, which is reported with the preset file's position.
std::optional<Preset> read_preset(const std::string& directory, const std::string& name,
                                  std::vector<ConfigError>& errors);

}  // namespace tessera
