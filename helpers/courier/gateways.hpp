// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/load.hpp"
#include "helpers/courier/gateways/gateway.hpp"

namespace tessera::courier {

/// Every gateway of a configuration, ready to use. Immutable: a reload makes a new one, and deliveries under way
/// keep theirs.
class Gateways {
 public:
  /// With `read` the secrets are read, else (for --check, which another user may run) they count as present. All
  /// mistakes are returned.
  enum class SecretsMode { read, assume };
  static Result<std::shared_ptr<const Gateways>, std::vector<ConfigError>> make(const Config& config, SecretsMode mode);

  const CourierGateway* find(std::string_view name) const;
  /// In the order in which they are asked.
  const std::vector<std::string>& of_channel(std::string_view channel) const;
  /// Gateways whose secret cannot be read: sentences for the log. They answer `misconfigured`.
  const std::vector<std::string>& unreadable() const { return unreadable_; }

 private:
  std::map<std::string, std::unique_ptr<CourierGateway>, std::less<>> gateways_;
  std::map<std::string, std::vector<std::string>, std::less<>> channels_;
  std::vector<std::string> unreadable_;
};

}  // namespace tessera::courier
