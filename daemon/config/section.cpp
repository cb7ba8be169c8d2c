// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/section.hpp"

#include <algorithm>
#include <array>

#include "daemon/config/suggest.hpp"

namespace tessera {
namespace {

/// What people write who look for a way to leave someone out: a word of the key begins so, or is about people.
constexpr std::array exemption_stems = {"exempt", "except", "exclu", "skip", "ignor", "bypass", "whitelist", "allowlist"};
constexpr std::array words_of_people = {"user", "users", "group", "groups", "role", "roles"};
constexpr std::array whole_exemptions = {"no_mfa",        "nomfa",        "without_mfa", "mfa_off",
                                         "allow_without", "optional_for", "disabled_for"};
/// Where a user is one of a gateway, a database or a file, and "ignore" is about something else.
constexpr std::array not_about_people = {"gateways", "accounts", "store", "keys", "paths", "portal"};

constexpr std::string_view no_exemptions =
    " is not possible: the switch of an environment holds for everyone, without exceptions for a user, group "
    "or role. The only other ways are machine_accounts, which get in by a key alone, and sso.sources";

std::vector<std::string> words_of(std::string_view key) {
  std::vector<std::string> words(1);
  for (const char letter : key) {
    const bool separates = letter == '_' || letter == '-' || letter == '.';
    if (separates) words.emplace_back();
    if (!separates) words.back() += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  return words;
}

bool leaves_out(const std::string& word) {
  const auto begins = [&word](std::string_view stem) { return word.starts_with(stem); };
  return std::ranges::any_of(exemption_stems, begins) || std::ranges::find(words_of_people, word) != words_of_people.end();
}

bool is_about_people(const std::string& path) {
  return std::ranges::find(not_about_people, path.substr(0, path.find('.'))) == not_about_people.end();
}

bool is_exemption(const std::string& path, std::string_view key) {
  if (!is_about_people(path)) return false;
  return std::ranges::find(whole_exemptions, key) != whole_exemptions.end() || std::ranges::any_of(words_of(key), leaves_out);
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
    const std::string message = is_exemption(path_, entry.key)
                                    ? quote(entry.key) + std::string(no_exemptions)
                                    : "unknown key " + quote(entry.key) + place + known_words(entry.key, known_);
    errors_.push_back({entry.at, message});
  }
}

}  // namespace tessera
