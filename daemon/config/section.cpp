// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/section.hpp"

#include <algorithm>
#include <array>

#include "daemon/config/suggest.hpp"

namespace tessera {
namespace {

/// What people write who look for a way to leave someone out.
constexpr std::array exemption_keys = {
    "exempt",       "exempts",      "exempt_users", "exempt_groups", "exempt_roles", "exemptions", "except",
    "exclude",      "excluded",     "exclude_users", "exclude_groups", "skip",       "skip_users", "skip_groups",
    "skip_roles",   "bypass",       "bypass_users", "bypass_groups", "allow_without", "users",     "user_exceptions",
    "roles",        "groups_exempt", "whitelist",   "allowlist",     "optional_for", "disabled_for"};

constexpr std::string_view no_exemptions =
    " is not possible: the switch of an environment holds for everyone, without exceptions for a user, group "
    "or role. The only other ways are machine_accounts, which get in by a key alone, and sso.sources";

bool is_exemption(std::string_view key) {
  return std::find(exemption_keys.begin(), exemption_keys.end(), key) != exemption_keys.end();
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

const Node* only_value(const Node* node) {
  return node == nullptr || node->kind == Node::Kind::null ? nullptr : node;
}

}  // namespace

Section::Section(const Node* node, std::string path, Errors& errors)
    : node_(only_value(node)), path_(std::move(path)), errors_(errors) {
  if (node_ == nullptr || node_->kind == Node::Kind::map) return;
  complain("must be a map, like { key: value }");
  node_ = nullptr;
}

std::string Section::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

Section Section::section(std::string_view key) { return Section(find(key), path_of(key), errors_); }

const Node* Section::find(std::string_view key) {
  if (!contains(known_, key)) known_.emplace_back(key);
  const Entry* entry = node_ == nullptr ? nullptr : find_entry(*node_, key);
  return entry == nullptr ? nullptr : only_value(entry->value.get());
}

void Section::forbid(std::string_view key, std::string_view reason) {
  const Entry* entry = node_ == nullptr ? nullptr : find_entry(*node_, key);
  forbidden_.emplace_back(key);
  if (entry != nullptr) errors_.push_back({entry->at, path_of(key) + " " + std::string(reason)});
}

void Section::complain(std::string_view key, const std::string& message) {
  const Entry* entry = node_ == nullptr ? nullptr : find_entry(*node_, key);
  if (entry == nullptr) return complain("lacks " + quote(key));
  errors_.push_back({entry->value->at, path_of(key) + " " + message});
}

void Section::complain(const std::string& message) {
  errors_.push_back({node_ == nullptr ? Position{} : node_->at, (path_.empty() ? "the file" : path_) + " " + message});
}

void Section::finish() {
  if (node_ == nullptr) return;
  for (const Entry& entry : node_->entries) {
    if (contains(known_, entry.key) || contains(forbidden_, entry.key)) continue;
    const std::string place = path_.empty() ? "" : " in " + path_;
    const std::string message = is_exemption(entry.key)
                                    ? quote(entry.key) + std::string(no_exemptions)
                                    : "unknown key " + quote(entry.key) + place + known_words(entry.key, known_);
    errors_.push_back({entry.at, message});
  }
}

}  // namespace tessera
