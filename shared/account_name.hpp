// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "shared/protocol.hpp"
#include "shared/text.hpp"

namespace tessera {

/// True for a name that may be looked up at all: 1 to 256 bytes of clean UTF-8 without whitespace,
/// ':' (ends a field in passwd), '/' (leaves a directory) or C1 controls, and no '-' first (looks like an option).
constexpr bool is_account_name(std::string_view name) {
  if (name.empty() || name.size() > max_account_name || name.front() == '-') return false;
  if (!is_clean_text(name, Lines::one)) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<unsigned char>(name[i]);
    if (byte == ' ' || byte == ':' || byte == '/') return false;
    // U+0080 to U+009F are controls to a terminal, U+00A0 is a space that looks like one
    if (byte == 0xC2 && static_cast<unsigned char>(name[i + 1]) <= 0xA0) return false;
  }
  return true;
}

}  // namespace tessera
