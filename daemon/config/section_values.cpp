// SPDX-License-Identifier: Apache-2.0
// What the values of a section may be.
#include "daemon/config/duration.hpp"
#include "daemon/config/section.hpp"
#include "daemon/config/suggest.hpp"
#include "daemon/config/words.hpp"
#include "shared/text.hpp"

namespace tessera {
namespace {

constexpr std::size_t longest_text = 1024;

std::optional<SecretRef> parse_reference(const Node& node) {
  const std::string_view text = node.text;
  constexpr std::string_view credential = "credential:", file = "file:";
  if (text.starts_with(credential)) {
    const std::string_view name = text.substr(credential.size());
    if (!is_plain_name(name)) return std::nullopt;
    return SecretRef{SecretRef::Kind::credential, std::string(name), node.at};
  }
  if (!text.starts_with(file) || !is_absolute_path(text.substr(file.size()))) return std::nullopt;
  return SecretRef{SecretRef::Kind::file, std::string(text.substr(file.size())), node.at};
}

}  // namespace

const Node* Section::scalar(std::string_view key, std::string_view what) {
  const Node* node = find(key);
  if (node == nullptr || node->kind == Node::Kind::scalar) return node;
  complain(key, "must be " + std::string(what));
  return nullptr;
}

std::optional<std::string> Section::text(std::string_view key) {
  const Node* node = scalar(key, "one text");
  if (node == nullptr) return std::nullopt;
  const bool good = !node->text.empty() && node->text.size() <= longest_text && is_clean_text(node->text, Lines::one);
  if (good) return node->text;
  complain(key, node->text.empty() ? "is empty; leave it out instead" : "must be one line without control characters");
  return std::nullopt;
}

std::optional<std::string> Section::screen_text(std::string_view key, std::size_t limit) {
  const auto value = text(key);
  if (!value || (is_printable_ascii(*value) && value->size() <= limit)) return value;
  complain(key, "must be one line of printable ASCII, at most " + std::to_string(limit) +
                    " characters: the locale of the person's terminal is not known");
  return std::nullopt;
}

std::optional<bool> Section::flag(std::string_view key) {
  const Node* node = scalar(key, "true or false");
  if (node == nullptr) return std::nullopt;
  if (node->text == "true" || node->text == "false") return node->text == "true";
  complain(key, "must be true or false, not " + quote(node->text));
  return std::nullopt;
}

std::optional<unsigned> Section::number(std::string_view key, unsigned least, unsigned most) {
  const std::string what = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  const Node* node = scalar(key, what);
  if (node == nullptr) return std::nullopt;
  const auto value = parse_number(node->text);
  if (value && *value >= least && *value <= most) return value;
  complain(key, "must be " + what + ", not " + quote(node->text));
  return std::nullopt;
}

std::optional<milliseconds> Section::duration(std::string_view key, milliseconds least, milliseconds most,
                                              std::string_view reason) {
  constexpr std::string_view what = "a duration like 30s, 5min, 2h or 1d";
  const Node* node = scalar(key, what);
  if (node == nullptr) return std::nullopt;
  const auto value = parse_duration(node->text);
  if (value && *value >= least && *value <= most) return value;
  const std::string range = " from " + format_duration(least) + " to " + format_duration(most) + std::string(reason);
  complain(key, "must be " + std::string(what) + (value ? "," + range : "") + ", not " + quote(node->text));
  return std::nullopt;
}

std::optional<Rate> Section::rate(std::string_view key) {
  constexpr std::string_view what = "a rate like 5/h, 20/min or 100/d, at least 1";
  const Node* node = scalar(key, what);
  if (node == nullptr) return std::nullopt;
  const auto value = parse_rate(node->text);
  if (!value) complain(key, "must be " + std::string(what) + ", not " + quote(node->text));
  return value;
}

std::optional<SecretRef> Section::secret(std::string_view key) {
  constexpr std::string_view what = "a reference, credential:NAME or file:/PATH, never the secret itself";
  const Node* node = scalar(key, what);
  if (node == nullptr) return std::nullopt;
  const auto reference = parse_reference(*node);
  if (!reference) complain(key, "must be " + std::string(what));
  return reference;
}

std::optional<SecretRef> Section::secret_or_path(std::string_view key) {
  constexpr std::string_view what = "an absolute path, credential:NAME or file:/PATH";
  const Node* node = scalar(key, what);
  if (node == nullptr) return std::nullopt;
  if (is_absolute_path(node->text)) return SecretRef{SecretRef::Kind::file, node->text, node->at};
  const auto reference = parse_reference(*node);
  if (!reference) complain(key, "must be " + std::string(what));
  return reference;
}

std::optional<std::string> Section::absolute_path(std::string_view key) {
  const auto value = text(key);
  if (!value || is_absolute_path(*value)) return value;
  complain(key, "must be an absolute path, not " + quote(*value));
  return std::nullopt;
}

std::optional<std::string> Section::one_of(std::string_view key, const std::vector<std::string>& known) {
  const auto value = text(key);
  if (!value) return std::nullopt;
  for (const std::string& word : known) {
    if (word == *value) return value;
  }
  complain(key, "is " + quote(*value) + known_words(*value, known));
  return std::nullopt;
}

std::optional<std::vector<Word>> Section::words(std::string_view key) {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind != Node::Kind::list) {
    complain(key, "must be a list, like [one, two]");
    return std::nullopt;
  }
  std::vector<Word> list;
  for (const NodePtr& item : node->items) {
    bool twice = false;
    for (const Word& word : list) twice = twice || word.text == item->text;
    if (item->kind != Node::Kind::scalar || item->text.empty()) {
      errors_.push_back({item->at, path_of(key) + " must be a list of words"});
    } else if (twice) {
      errors_.push_back({item->at, path_of(key) + " names " + quote(item->text) + " twice"});
    } else {
      list.push_back({item->text, item->at});
    }
  }
  return list;
}

std::optional<std::vector<std::string>> Section::names(std::string_view key, bool (*valid)(std::string_view),
                                                       std::string_view what) {
  const auto list = words(key);
  if (!list) return std::nullopt;
  std::vector<std::string> names;
  for (const Word& word : *list) {
    if (valid(word.text)) {
      names.push_back(word.text);
    } else {
      errors_.push_back({word.at, path_of(key) + " names " + quote(word.text) + ", which is not " + std::string(what)});
    }
  }
  return names;
}

}  // namespace tessera
