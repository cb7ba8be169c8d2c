// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "helpers/courier/gateways/gateway.hpp"
#include "helpers/courier/preset.hpp"
#include "shared/secret.hpp"

namespace tessera::courier {

using Secrets = std::map<std::string, Secret>;

/// A provider that is reached over HTTPS as its preset describes.
class HttpProvider final : public CourierGateway {
 public:
  /// The gateway, or what is wrong with its lines in tessera.yaml. `secrets` are the values of its secret parameters.
  static Result<std::unique_ptr<HttpProvider>, ConfigError> make(const Gateway& gateway, Preset preset, Secrets secrets);
  Begun begin(const Letter& letter, std::chrono::milliseconds limit) const override;

 private:
  HttpProvider(PresetGateway config, Preset preset, Template url, Secrets secrets)
      : config_(std::move(config)), preset_(std::move(preset)), url_(std::move(url)), secrets_(std::move(secrets)) {}
  Values parameters() const;

  PresetGateway config_;
  Preset preset_;
  Template url_;
  Secrets secrets_;
};

}  // namespace tessera::courier
