// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/language.hpp"

#include <algorithm>

#include "shared/text.hpp"

namespace tessera {
namespace {

constexpr std::size_t longest_tag = 64;

constexpr bool is_letter_or_digit(char c) {
  return is_letter(c) || is_digit(c);
}

bool letters(std::string_view subtag, std::size_t least, std::size_t most) {
  return subtag.size() >= least && subtag.size() <= most && std::ranges::all_of(subtag, is_letter);
}
bool alphanumerics(std::string_view subtag, std::size_t least, std::size_t most) {
  return subtag.size() >= least && subtag.size() <= most && std::ranges::all_of(subtag, is_letter_or_digit);
}

bool is_extended(std::string_view subtag) {
  return letters(subtag, 3, 3);
}
bool is_script(std::string_view subtag) {
  return letters(subtag, 4, 4);
}
bool is_region_subtag(std::string_view subtag) {
  return letters(subtag, 2, 2) || (subtag.size() == 3 && std::ranges::all_of(subtag, is_digit));
}
bool is_variant(std::string_view subtag) {
  return alphanumerics(subtag, 5, 8) || (alphanumerics(subtag, 4, 4) && is_digit(subtag[0]));
}
bool is_private_mark(std::string_view subtag) {
  return subtag == "x" || subtag == "X";
}
bool is_singleton(std::string_view subtag) {
  return alphanumerics(subtag, 1, 1) && !is_private_mark(subtag);
}
bool is_extension_part(std::string_view subtag) {
  return alphanumerics(subtag, 2, 8);
}
bool is_private_part(std::string_view subtag) {
  return alphanumerics(subtag, 1, 8);
}

/// What is left of a tag, a subtag at a time.
class Subtags {
 public:
  explicit Subtags(std::string_view tag) : rest_(tag) {}

  bool at_end() const { return ended_; }
  /// Takes up to `most` subtags that are of this kind; says how many.
  std::size_t take(bool (*is_kind)(std::string_view), std::size_t most = longest_tag) {
    std::size_t taken = 0;
    while (taken < most && !ended_ && is_kind(rest_.substr(0, rest_.find('-')))) {
      const std::size_t hyphen = rest_.find('-');
      ended_ = hyphen == std::string_view::npos;
      rest_.remove_prefix(ended_ ? rest_.size() : hyphen + 1);
      ++taken;
    }
    return taken;
  }

 private:
  std::string_view rest_;
  bool ended_ = false;
};

bool take_language(Subtags& tag) {
  if (tag.take([](std::string_view subtag) { return letters(subtag, 2, 3); }, 1) == 1) {
    tag.take(is_extended, 3);
    return true;
  }
  return tag.take([](std::string_view subtag) { return letters(subtag, 4, 8); }, 1) == 1;
}

/// False when one begins and has no parts.
bool take_extensions(Subtags& tag) {
  while (tag.take(is_singleton, 1) == 1) {
    if (tag.take(is_extension_part) == 0) return false;
  }
  return true;
}

bool take_private_use(Subtags& tag) {
  return tag.take(is_private_mark, 1) == 0 || tag.take(is_private_part) > 0;
}

}  // namespace

bool is_language_tag(std::string_view text) {
  if (text.empty() || text.size() > longest_tag) return false;
  Subtags tag(text);
  if (take_language(tag)) {
    tag.take(is_script, 1);
    tag.take(is_region_subtag, 1);
    tag.take(is_variant);
    if (!take_extensions(tag)) return false;
  }
  return take_private_use(tag) && tag.at_end();
}

std::optional<std::string> language_objection(std::string_view tag) {
  if (is_language_tag(tag)) return std::nullopt;
  return "the language is no BCP 47 tag, such as \"de\" or \"pt-BR\"";
}

}  // namespace tessera
