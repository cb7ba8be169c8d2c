// SPDX-License-Identifier: Apache-2.0
#include <sys/un.h>

#include <algorithm>

#include "daemon/config/gateway_readers.hpp"
#include "daemon/config/sections.hpp"
#include "daemon/config/suggest.hpp"
#include "daemon/config/words.hpp"

namespace tessera {
namespace {

void read_outbox(Section& section, Gateway& gateway) {
  gateway.kind = GatewayKind::outbox;
  assign(gateway.outbox.directory, section.absolute_path("directory"));
  assign(gateway.outbox.socket, section.absolute_path("socket"));
  const bool directory = section.find("directory") != nullptr, socket = section.find("socket") != nullptr;
  if (directory == socket) section.complain("needs either a directory or a socket");
  if (gateway.outbox.socket.size() >= sizeof(sockaddr_un::sun_path)) {
    section.complain("socket", "is longer than a socket's path may be");
  }
}

using Serves = std::vector<Channel>;

/// Reads the keys of the gateway's kind or preset; gives the channels it can serve.
Serves read_kind(Section& section, const Config& config, Gateway& gateway) {
  const bool has_kind = section.find("kind") != nullptr, has_preset = section.find("preset") != nullptr;
  if (has_kind == has_preset) {
    section.complain("needs either a kind or a preset");
    return {};
  }
  if (has_preset) return read_preset_gateway(section, config, gateway);
  const auto kind = section.one_of("kind", {"outbox", "smtp"});
  if (!kind) return {};
  if (*kind == "smtp") {
    read_smtp(section, gateway);
    section.finish();
    return {Channel::email};
  }
  read_outbox(section, gateway);
  section.finish();
  return {Channel::text, Channel::call, Channel::email};
}

void read_gateway(const Entry& entry, Section& all, GatewayFacts& facts, Config& config) {
  Section section(entry.value.get(), all.path_of(entry.key), all.errors());
  const std::size_t mistakes = all.errors().size();
  Gateway gateway;
  gateway.name = entry.key;
  gateway.at = entry.at;
  if (!is_plain_name(entry.key)) {
    all.errors().push_back({entry.at, "gateways names " + quote(entry.key) + ", which is not a name of letters, digits, '.', '_' and '-'"});
  }
  if (!section.present() && entry.value->kind == Node::Kind::null) {
    all.errors().push_back({entry.at, section.path() + " needs either a kind or a preset"});
  }
  if (!section.present()) return;
  Serves serves = read_kind(section, config, gateway);
  if (all.errors().size() != mistakes) return;
  facts.serves[entry.key] = std::move(serves);
  config.gateways.emplace(entry.key, std::move(gateway));
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return text;
}

/// An outbox keeps live codes where whoever reads it finds them.
void refuse_outbox_in_production(Section& all, const Config& config) {
  const std::string environment = lower(config.environment.name);
  if (config.allow_outbox || (environment != "production" && environment != "prod")) return;
  for (const auto& [name, gateway] : config.gateways) {
    if (gateway.kind != GatewayKind::outbox) continue;
    all.errors().push_back({gateway.at, all.path_of(name) + " is an outbox, which is for trying out, in environment " +
                                            quote(config.environment.name) +
                                            "; name another environment, or set allow_outbox: true"});
  }
}

}  // namespace

GatewayFacts read_gateways(Section& file, Config& config) {
  assign(config.allow_outbox, file.flag("allow_outbox"));
  Section all = file.section("gateways");
  GatewayFacts facts;
  if (!all.present()) return facts;
  for (const Entry& entry : all.node()->entries) {
    facts.names.push_back(entry.key);
    read_gateway(entry, all, facts, config);
  }
  refuse_outbox_in_production(all, config);
  return facts;
}

}  // namespace tessera
