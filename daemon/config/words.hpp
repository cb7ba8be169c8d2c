// SPDX-License-Identifier: Apache-2.0
// What the words of the configuration are made of.
#pragma once

#include <string_view>

#include "shared/text.hpp"

namespace tessera {

constexpr bool is_letter_or_digit(char c) { return is_letter(c) || is_digit(c); }

/// Letters, digits, '.', '_' and '-', beginning with a letter or digit: gateways, services, environments, presets.
constexpr bool is_plain_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || !is_letter_or_digit(name[0])) return false;
  for (const char c : name) {
    if (!is_letter_or_digit(c) && c != '.' && c != '_' && c != '-') return false;
  }
  return true;
}

/// ISO 3166-1 alpha-2 as it is written: "US".
constexpr bool is_region(std::string_view name) {
  return name.size() == 2 && name[0] >= 'A' && name[0] <= 'Z' && name[1] >= 'A' && name[1] <= 'Z';
}

constexpr bool is_absolute_path(std::string_view path) {
  return path.size() > 1 && path[0] == '/' && is_clean_text(path, Lines::one);
}

constexpr bool is_printable_ascii(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c > 0x7E) return false;
  }
  return true;
}

}  // namespace tessera
