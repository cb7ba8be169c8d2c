// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "daemon/config/config.hpp"

namespace tessera {

/// The effective configuration, defaults included, as YAML that load_config() reads to the same value.
/// Secrets stay references.
std::string config_to_yaml(const Config& config);

}  // namespace tessera
