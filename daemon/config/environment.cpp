// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <span>

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

/// All of IPv4, which ends at bit 96 of the sixteen bytes, or all of both: that would be the switch, not a network.
bool holds_everybody(const Network& network) {
  const bool four = std::ranges::all_of(std::span(network.bytes).first(10), [](unsigned char byte) { return byte == 0; }) &&
                    (network.bits <= 80 || (network.bytes[10] == 0xFF && network.bytes[11] == 0xFF));
  return network.bits == 0 || (four && network.bits <= 96);
}

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
