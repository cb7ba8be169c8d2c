// SPDX-License-Identifier: Apache-2.0
// The parts of the file, each read by a .cpp of its own.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "daemon/config/section.hpp"

namespace tessera {

/// What channels need to know of gateways, also of those with a mistake.
struct GatewayFacts {
  std::vector<std::string> names;                      ///< in the file's order
  std::map<std::string, std::vector<Channel>> serves;  ///< only of those without a mistake
};

void read_environment(Section& file, Config& config);
void read_scope(Section& file, Config& config);  ///< services, machine_accounts, sso, trusted_networks, requests
void read_populations(Section& file, Config& config);
void read_accounts(Section& file, Config& config);
void read_account_sources(Section& accounts, Config& config);  ///< accounts.sources
void read_limits(Section& file, Config& config);
void read_enrolment(Section& file, Config& config);
/// Needs config.environment and config.limits: both stand in the text that carries a link.
void read_portal(Section& file, Config& config);
void read_paths(Section& file, Config& config);  ///< store, keys, paths
/// Needs config.paths, for presets.
GatewayFacts read_gateways(Section& file, Config& config);
void read_channels(Section& file, const GatewayFacts& facts, Config& config);

}  // namespace tessera
