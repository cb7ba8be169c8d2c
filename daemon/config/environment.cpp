// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "daemon/config/sections.hpp"
#include "daemon/config/suggest.hpp"
#include "daemon/config/url.hpp"
#include "daemon/config/words.hpp"
#include "shared/account_name.hpp"

namespace tessera {

namespace {

std::optional<std::string> page_url(Section& section, std::string_view key) {
  const auto text = section.screen_text(key, 256);
  if (!text) return std::nullopt;
  const auto url = parse_url(*text);
  if (url && !url->has_user_info && (url->scheme == "https" || url->scheme == "http")) return text;
  section.complain(key, "must be an https:// URL, not " + quote(*text));
  return std::nullopt;
}

std::optional<std::string> plain_name(Section& section, std::string_view key) {
  const auto name = section.text(key);
  if (!name || is_plain_name(*name)) return name;
  section.complain(key, "must be a name of letters, digits, '.', '_' and '-', not " + quote(*name));
  return std::nullopt;
}

/// An entry of `services`: a name, or {su: {ask: invoker}}.
std::optional<ServiceRule> read_service(const Node& item, Section& file) {
  const bool is_map = item.kind == Node::Kind::map && item.entries.size() == 1;
  const std::string name = is_map ? item.entries[0].key : item.text;
  if (!is_plain_name(name) || (!is_map && item.kind != Node::Kind::scalar)) {
    file.errors().push_back({item.at, "services must be a list of names or {name: {ask: invoker}}"});
    return std::nullopt;
  }
  ServiceRule rule{name, name == "su" || name == "su-l" ? Whom::invoker : Whom::user};
  if (!is_map) return rule;
  Section details(item.entries[0].value.get(), "services." + name, file.errors());
  if (const auto ask = details.one_of("ask", {"user", "invoker"})) {
    rule.ask = *ask == "invoker" ? Whom::invoker : Whom::user;
  }
  details.finish();
  return rule;
}

void read_services(Section& file, Config& config) {
  const Node* list = file.find("services");
  if (list == nullptr) return;
  if (list->kind != Node::Kind::list) return file.complain("services", "must be a list, like [sshd, sudo]");
  if (list->items.empty()) {
    return file.complain("services", "is empty, so nobody would be asked; use tesseractl environment off instead");
  }
  config.services.clear();
  for (const NodePtr& item : list->items) {
    const auto rule = read_service(*item, file);
    bool twice = false;
    for (const ServiceRule& known : config.services) twice = twice || (rule && known.name == rule->name);
    if (twice) file.errors().push_back({item->at, "services names " + quote(rule->name) + " twice"});
    if (rule && !twice) config.services.push_back(*rule);
  }
}

void read_sso(Section& file, Config& config) {
  Section sso = file.section("sso");
  assign(config.sso.sources, sso.names("sources", is_plain_name, "the name of an NSS source"));
  for (const std::string& source : config.sso.sources) {
    if (source == "files") sso.complain("sources", "names \"files\": local accounts are always asked");
  }
  assign(config.sso.url, page_url(sso, "url"));
  sso.finish();
}

using Networks = std::vector<Network>;

Network half_of(Network network, bool upper) {
  if (upper) network.bytes[network.bits / 8] |= static_cast<unsigned char>(0x80 >> network.bits % 8);
  ++network.bits;
  return network;
}

/// Whether the networks hold every address of the part, one of them alone or several together.
bool hold_all_of(const Networks& networks, const Network& part) {
  const auto holds = [&part](const Network& one) { return one.bits <= part.bits && contains(one, part.bytes); };
  const auto is_within = [&part](const Network& one) { return one.bits > part.bits && contains(part, one.bytes); };
  if (std::ranges::any_of(networks, holds)) return true;
  if (std::ranges::none_of(networks, is_within)) return false;
  return hold_all_of(networks, half_of(part, false)) && hold_all_of(networks, half_of(part, true));
}

/// All of IPv4, or of what is given out of IPv6: that would be the switch, not a network.
bool hold_everybody(const Networks& networks) {
  return hold_all_of(networks, *parse_network("0.0.0.0/0")) || hold_all_of(networks, *parse_network("2000::/3"));
}

bool holds_everybody(const Network& network) { return hold_everybody({network}); }

void read_trusted_networks(Section& file, Config& config) {
  const auto words = file.words("trusted_networks");
  if (!words) return;
  for (const Word& word : *words) {
    const auto network = parse_network(word.text);
    if (network && !holds_everybody(*network)) config.trusted_networks.push_back(*network);
    if (network && !holds_everybody(*network)) continue;
    file.errors().push_back({word.at, "trusted_networks names " + quote(word.text) +
                                          ", which is not a network like 10.1.0.0/16 or 2001:db8::/32"});
  }
  if (!hold_everybody(config.trusted_networks)) return;
  file.complain("trusted_networks", "hold everybody together: that would be the switch; use tesseractl environment off instead");
}

/// What a mail gateway makes of it is seen when a mail is sent; a list of addresses is none.
bool looks_like_email(std::string_view text) {
  return text.find('@') != std::string_view::npos && text.find_first_of(" ,;<>\"\r\n") == std::string_view::npos;
}

void read_requests(Section& file, Config& config) {
  Section requests = file.section("requests");
  assign(config.requests.required, requests.names("required", is_plain_name, "the name of an environment"));
  assign(config.requests.same_person, requests.flag("same_person"));
  assign(config.requests.approvers, requests.names("approvers", looks_like_email, "an e-mail address"));
  requests.finish();
}

}  // namespace

void read_environment(Section& file, Config& config) {
  Section environment = file.section("environment");
  assign(config.environment.name, plain_name(environment, "name"));
  assign(config.environment.url, page_url(environment, "url"));
  environment.finish();
  assign(config.help_desk, file.screen_text("help_desk", 100));
}

void read_scope(Section& file, Config& config) {
  read_services(file, config);
  assign(config.machine_accounts, file.names("machine_accounts", is_account_name, "the name of an account"));
  read_sso(file, config);
  read_trusted_networks(file, config);
  read_requests(file, config);
}

}  // namespace tessera
