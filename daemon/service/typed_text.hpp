// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "shared/protocol.hpp"

namespace tessera {

/// A line of a terminal as an Answer may carry it. Bytes that the protocol has no place for are dropped, as escape
/// sequences from arrow keys; what is not clean text all the same is "?", which answers nothing.
inline std::string typed_text(std::string_view line) {
  std::string text;
  for (const char c : line) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) text += c;
  }
  return is_clean_text(text, Lines::one) ? text.substr(0, max_answer) : "?";
}

}  // namespace tessera
