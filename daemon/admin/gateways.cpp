// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "daemon/admin/account_rules.hpp"
#include "daemon/admin/delivery_status.hpp"
#include "daemon/admin/verbs.hpp"

namespace tessera {
namespace {

constexpr auto report_limit = std::chrono::seconds(35);  // the courier's own limit and a little more

std::vector<Channel> channels_of(const Config& config, const std::string& gateway) {
  std::vector<Channel> channels;
  for (const Channel channel : all_channels) {
    const auto& gateways = gateways_of(config, channel);
    if (std::ranges::find(gateways, gateway) != gateways.end()) channels.push_back(channel);
  }
  return channels;
}

std::string_view name_of(GatewayKind kind) {
  return kind == GatewayKind::outbox ? "outbox" : kind == GatewayKind::smtp ? "smtp" : "preset";
}

Json listed(const Config& config, const Gateway& gateway) {
  Json item = Json::object();
  item["name"] = gateway.name;
  item["kind"] = name_of(gateway.kind);
  item["preset"] = gateway.kind == GatewayKind::preset ? Json(gateway.preset.preset) : Json(nullptr);
  item["channels"] = Json::array();
  for (const Channel channel : channels_of(config, gateway.name))
    item["channels"].push_back(tessera::name_of(channel));
  return item;
}

Outcome unknown_gateway(const Config& config, const std::string& name) {
  std::string known;
  for (const auto& [other, gateway] : config.gateways) known += (known.empty() ? "" : ", ") + other;
  return usage("no gateway " + name + " is configured; known: " + (known.empty() ? "none" : known));
}

/// The channel that a test of this gateway goes over: one that uses it and takes such an address.
std::optional<Channel> channel_for(const Config& config, const Gateway& gateway, bool to_email) {
  const auto channels = channels_of(config, gateway.name);
  const auto fits = [&](Channel channel) { return (channel == Channel::email) == to_email; };
  const auto at = std::ranges::find_if(channels, fits);
  if (at != channels.end()) return *at;
  if (!channels.empty() || (gateway.kind == GatewayKind::smtp && !to_email)) return std::nullopt;
  return to_email ? Channel::email : Channel::text;
}

/// Begins as every message does, with digits, so that a gateway that speaks the code has something to say.
Message test_message(const Config& config, const std::string& gateway, Channel channel, std::string to,
                     const std::string& actor) {
  Message message;
  message.account = "gateway-test";
  message.channel = channel;
  message.gateway = gateway;
  message.to = std::move(to);
  message.subject = "Test message from " + config.environment.name;
  message.text = "000000 is no code: this is a test of " + config.environment.name + " by " + actor +
                 ". There is nothing to do.";
  message.code = "000000";
  return message;
}

/// A test costs money and reaches a person, so it leaves a row. The address stays out of it.
Async<Stored<std::string>> audit(Call call, Channel channel, std::string gateway, std::string status) {
  Conclusion conclusion;
  conclusion.entry.time = call.context.clock.now();
  conclusion.entry.channel = tessera::name_of(channel);
  conclusion.entry.result = "tested";
  conclusion.entry.reason = "gateway_" + status;
  conclusion.entry.actor = call.actor;
  conclusion.entry.detail = "test message by gateway " + gateway + ": " + status;
  co_return co_await call.context.store.conclude(std::move(conclusion));
}

Json tested(const std::string& gateway, const DeliveryReport& report) {
  Json item = Json::object();
  item["gateway"] = gateway;
  item["status"] = tessera::name_of(report.status);
  item["detail"] = report.detail;
  return item;
}

Async<Outcome> deliver_test(Call call, Message message) {
  const std::string gateway = message.gateway;
  const Channel channel = message.channel;
  const std::shared_ptr<Dispatch> dispatch = call.context.courier.send(std::move(message));
  co_await dispatch->settled(report_limit);
  const DeliveryReport report = dispatch->report();
  Json item = tested(gateway, report);
  co_await call.replies.item(std::move(item));
  const std::string status(tessera::name_of(report.status));
  const Stored<std::string> audited = co_await audit(call, channel, gateway, status);
  if (!audited) co_return store_trouble(audited.error());
  if (report.status == DeliveryStatus::sent) co_return Outcome{};
  co_return Outcome{exit_code::no, "gateway " + gateway + ": " + status +
                                       (report.detail.empty() ? "" : ": " + report.detail)};
}

}  // namespace

Async<Outcome> gateway_list(Call call) {
  Arguments args(std::move(call.args));
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  const auto config = call.context.config();
  for (const auto& [name, gateway] : config->gateways) {
    Json item = listed(*config, gateway);
    const bool heard = co_await call.replies.item(std::move(item));
    if (!heard) break;
  }
  co_return Outcome{};
}

Async<Outcome> gateway_test(Call call) {
  Arguments args(std::move(call.args));
  const std::string name = args.text("gateway");
  const ContactChange to{args.phone_change("phone"), args.text_change("email")};
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  const auto config = call.context.config();
  const auto gateway = config->gateways.find(name);
  if (gateway == config->gateways.end()) co_return unknown_gateway(*config, name);
  if (to.phone.value.has_value() == to.email.value.has_value()) {
    co_return usage("give one address: a phone number or an e-mail address");
  }
  if (auto bad = value_objection(to, *config)) co_return std::move(*bad);
  const auto channel = channel_for(*config, gateway->second, to.email.value.has_value());
  if (!channel) co_return usage("gateway " + name + " serves no channel that takes such an address");
  std::string address = to.email.value ? *to.email.value : to.phone.value->e164;
  Message message = test_message(*config, name, *channel, std::move(address), call.actor);
  co_return co_await deliver_test(std::move(call), std::move(message));
}

}  // namespace tessera
