// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "daemon/config/load.hpp"
#include "daemon/config/node.hpp"

namespace tessera {

inline constexpr std::size_t max_config_bytes = 1024 * 1024;
inline constexpr std::size_t max_config_nodes = 20'000;  ///< bounds what aliases may grow into

/// Parses one document. Nothing when it cannot be read any further: a syntax error, bytes that are no UTF-8,
/// control characters, a second document, too many nodes. Duplicate keys are reported and reading goes on.
NodePtr parse_yaml(const std::string& text, const std::string& file, std::vector<ConfigError>& errors,
                   std::size_t most_nodes = max_config_nodes);

/// Reads and parses a regular file of at most 1 MiB.
NodePtr read_yaml(const std::string& file, std::vector<ConfigError>& errors);

}  // namespace tessera
