// SPDX-License-Identifier: Apache-2.0
// accounts.sources: words, and maps of one key.
#include <algorithm>

#include "daemon/config/gateway_readers.hpp"
#include "daemon/config/sections.hpp"
#include "daemon/config/suggest.hpp"
#include "daemon/config/ldap_filter.hpp"
#include "daemon/config/url.hpp"
#include "daemon/config/words.hpp"

namespace tessera {
namespace {

constexpr std::size_t most_sources = 16;
const std::vector<std::string> known = {"embedded", "csv", "yaml", "ldap", "gecos"};

/// An attribute's name with its options, RFC 4512, section 2.5: it stands in no filter.
bool is_attribute(std::string_view name) {
  const auto allowed = [](char c) { return is_letter_or_digit(c) || c == '-' || c == ';' || c == '.'; };
  return !name.empty() && name.size() <= 64 && is_letter_or_digit(name[0]) && std::ranges::all_of(name, allowed);
}

/// libldap judges the rest; what is checked here is what a slip of the hand does.
bool is_filter(std::string_view filter) {
  int depth = 0;
  for (const char c : filter) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (depth < 0) return false;
  }
  return depth == 0 && filter.starts_with('(') && filter.ends_with(')');
}

void read_filter(Section& section, LdapSource& ldap) {
  assign(ldap.filter, section.text("filter"));
  if (!is_filter(ldap.filter)) section.complain("filter", "must be one filter in parentheses, like (uid={account})");
  if (ldap.filter.find(ldap_account) == std::string::npos) {
    section.complain("filter", "needs {account}, which stands for the account's name");
  }
}

void read_attributes(Section& section, LdapSource& ldap) {
  assign(ldap.phones, section.names("phones", is_attribute, "the name of an attribute"));
  assign(ldap.email, section.text("email"));
  if (!is_attribute(ldap.email)) section.complain("email", "must be the name of an attribute, not " + quote(ldap.email));
}

void read_binding(Section& section, LdapSource& ldap) {
  assign(ldap.bind, section.text("bind"));
  ldap.password = section.secret("password");
  if ((section.find("bind") == nullptr) == (section.find("password") == nullptr)) return;
  section.complain("needs both a bind DN and a password, or neither");
}

void read_ldap(Section& section, LdapSource& ldap) {
  assign(ldap.url, section.text("url"));
  assign(ldap.ca, section.absolute_path("ca"));
  assign(ldap.base, section.text("base"));
  if (section.find("url") == nullptr) section.complain("lacks \"url\", like ldaps://ldap.example.com");
  if (section.find("base") == nullptr) section.complain("lacks \"base\", like ou=people,dc=example,dc=com");
  read_binding(section, ldap);
  read_filter(section, ldap);
  read_attributes(section, ldap);
  if (ldap.url.empty()) return section.finish();
  read_transport(section, ldap.url, "ldap", ldap.tls);
  if (const auto url = parse_url(ldap.url); url && url->has_path) section.complain("url", "may not have a path");
  section.finish();
}

std::optional<SourceKind> kind_named(std::string_view name) {
  const auto at = std::ranges::find(known, name);
  if (at == known.end()) return std::nullopt;
  return static_cast<SourceKind>(at - known.begin());
}

bool needs_more(SourceKind kind) { return kind != SourceKind::embedded && kind != SourceKind::gecos; }

/// "csv: PATH" or "ldap: { … }" of a map that has no other key.
void read_map(Section& section, SourceKind kind, AccountSource& source) {
  const std::string key = name_of(kind);
  if (kind == SourceKind::ldap) {
    Section ldap = section.section(key);
    if (!ldap.present()) return section.complain("needs a map of its own: {ldap: {url: ..., base: ...}}");
    return read_ldap(ldap, source.ldap);
  }
  assign(source.path, section.absolute_path(key));
  if (source.path.empty() && section.find(key) == nullptr) section.complain("needs a path: {" + key + ": /PATH}");
}

std::optional<AccountSource> read_source(Section& accounts, const Node& node) {
  const auto complain = [&](const std::string& message) {
    accounts.errors().push_back({node.at, accounts.path_of("sources") + message});
    return std::nullopt;
  };
  const bool is_map = node.kind == Node::Kind::map && node.entries.size() == 1;
  if (node.kind != Node::Kind::scalar && !is_map) {
    return complain(" must hold words and maps of one key: [embedded, {csv: /PATH}, {yaml: /PATH}, {ldap: {...}}, gecos]");
  }
  const std::string& name = is_map ? node.entries.front().key : node.text;
  const auto kind = kind_named(name);
  if (!kind) return complain(" names " + quote(name) + known_words(name, known));
  if (!is_map && needs_more(*kind)) return complain(": " + name + " needs more than its name: {" + name + ": ...}");
  if (is_map && !needs_more(*kind)) return complain(": " + name + " is a word without a value");
  AccountSource source{.kind = *kind, .path = {}, .ldap = {}, .at = node.at};
  if (!is_map) return source;
  Section section(&node, accounts.path_of("sources"), accounts.errors());
  const std::size_t mistakes = accounts.errors().size();
  read_map(section, *kind, source);
  if (accounts.errors().size() != mistakes) return std::nullopt;
  return source;
}

bool same_place(const AccountSource& one, const AccountSource& other) {
  return one.kind == other.kind && one.kind != SourceKind::ldap && one.path == other.path;
}

}  // namespace

void read_account_sources(Section& accounts, Config& config) {
  const Node* list = accounts.find("sources");
  if (list == nullptr) return;
  if (list->kind != Node::Kind::list || list->items.empty() || list->items.size() > most_sources) {
    return accounts.complain("sources", "must be a list of 1 to " + std::to_string(most_sources) +
                                            ", like [embedded, {csv: /etc/tessera/contacts.csv}]");
  }
  std::vector<AccountSource> sources;
  for (const NodePtr& item : list->items) {
    auto source = read_source(accounts, *item);
    if (!source) return;
    const auto twice = [&source](const AccountSource& other) { return same_place(*source, other); };
    if (std::ranges::any_of(sources, twice)) {
      accounts.errors().push_back({item->at, accounts.path_of("sources") + " names " + name_of(source->kind) + " twice"});
    }
    sources.push_back(std::move(*source));
  }
  if (sources.front().kind != SourceKind::embedded) {
    return accounts.complain("sources", "must begin with embedded: what an administrator has set comes first");
  }
  config.accounts.sources = std::move(sources);
}

}  // namespace tessera
