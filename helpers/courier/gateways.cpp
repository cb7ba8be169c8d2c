// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/gateways.hpp"

#include <expected>

#include "daemon/service/credentials.hpp"
#include "helpers/courier/gateways/http.hpp"
#include "helpers/courier/gateways/outbox.hpp"
#include "helpers/courier/gateways/smtp.hpp"

namespace tessera::courier {
namespace {

using Made = Result<std::unique_ptr<CourierGateway>, std::vector<ConfigError>>;

/// Stands for a gateway whose secret cannot be read, so that the others go on.
class Unreadable final : public CourierGateway {
 public:
  Begun begin(const Letter&, std::chrono::milliseconds) const override {
    return Answer{DeliveryStatus::misconfigured, "a secret of this gateway cannot be read"};
  }
};

/// Reads secrets and remembers what could not be read.
class SecretSource {
 public:
  explicit SecretSource(Gateways::SecretsMode mode) : mode_(mode) {}
  Secret read(const SecretRef& reference) {
    if (mode_ == Gateways::SecretsMode::assume) return Secret("assumed");
    auto secret = read_secret(reference);
    if (secret) return std::move(*secret);
    complaints.push_back(secret.error());
    return {};
  }
  std::vector<std::string> complaints;

 private:
  Gateways::SecretsMode mode_;
};

template <class Specific>
Made widen(Result<Specific, ConfigError> made) {
  if (!made) return std::unexpected(std::vector{made.error()});
  return Made(std::move(*made));
}

Made make_preset_gateway(const Gateway& gateway, const std::string& presets, SecretSource& source) {
  const std::string& name = gateway.preset.preset;
  if (name.empty() || name.find('/') != name.npos || name.starts_with('.')) {
    return std::unexpected(std::vector{ConfigError{gateway.at, "gateways." + gateway.name + ".preset is no name of a preset"}});
  }
  auto preset = load_preset(presets + "/" + name + ".yaml", name);
  if (!preset) return std::unexpected(preset.error());
  Secrets secrets;
  for (const auto& [parameter, reference] : gateway.preset.secrets) secrets.emplace(parameter, source.read(reference));
  return widen(HttpProvider::make(gateway, std::move(*preset), std::move(secrets)));
}

Made make_gateway(const Gateway& gateway, const std::string& presets, SecretSource& source) {
  if (gateway.kind == GatewayKind::preset) return make_preset_gateway(gateway, presets, source);
  if (gateway.kind == GatewayKind::outbox) return Made(std::make_unique<Outbox>(gateway.outbox));
  Secret password = gateway.smtp.password ? source.read(*gateway.smtp.password) : Secret();
  return widen(SmtpMailer::make(gateway, std::move(password)));
}

}  // namespace

Result<std::shared_ptr<const Gateways>, std::vector<ConfigError>> Gateways::make(const Config& config, SecretsMode mode) {
  auto result = std::make_shared<Gateways>();
  std::vector<ConfigError> errors;
  for (const auto& [name, gateway] : config.gateways) {
    SecretSource source(mode);
    auto made = make_gateway(gateway, config.paths.presets, source);
    if (!made) errors.insert(errors.end(), made.error().begin(), made.error().end());
    else if (source.complaints.empty()) result->gateways_[name] = std::move(*made);
    else result->gateways_[name] = std::make_unique<Unreadable>();
    for (const std::string& complaint : source.complaints) result->unreadable_.push_back("gateway " + name + ": " + complaint);
  }
  for (const Channel channel : all_channels) result->channels_[std::string(name_of(channel))] = gateways_of(config, channel);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return result;
}

const CourierGateway* Gateways::find(std::string_view name) const {
  const auto found = gateways_.find(name);
  return found == gateways_.end() ? nullptr : found->second.get();
}

const std::vector<std::string>& Gateways::of_channel(std::string_view channel) const {
  static const std::vector<std::string> none;
  const auto found = channels_.find(channel);
  return found == channels_.end() ? none : found->second;
}

}  // namespace tessera::courier
