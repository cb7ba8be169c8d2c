// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/escape.hpp"

#include <cstdint>

#include "shared/text.hpp"

namespace tessera {
namespace {

std::string hexadecimal(std::uint32_t value, int digits) {
  std::string text(static_cast<std::size_t>(digits), '0');
  for (int i = digits - 1; i >= 0; --i, value >>= 4) {
    text[static_cast<std::size_t>(i)] = "0123456789abcdef"[value & 0xF];
  }
  return text;
}

/// The code point of a well-formed sequence of two or three bytes; 0 for others, which need no escape.
std::uint32_t code_point(std::string_view sequence) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(sequence[i])); };
  if (sequence.size() == 2) return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
  if (sequence.size() == 3) return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
  return 0;
}

/// C1 controls, line and paragraph separators, and the marks that reorder what a terminal shows.
bool misleads(std::uint32_t point) {
  return (point >= 0x80 && point <= 0x9F) || (point >= 0x200E && point <= 0x200F) ||
         (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

std::string escaped_character(std::string_view sequence, bool well_formed) {
  const auto byte = static_cast<unsigned char>(sequence[0]);
  if (!well_formed || byte < 0x20 || byte == 0x7F) return "\\x" + hexadecimal(byte, 2);
  const std::uint32_t point = code_point(sequence);
  return misleads(point) ? "\\u" + hexadecimal(point, 4) : std::string(sequence);
}

}  // namespace

std::string escape_for_log(std::string_view value, std::size_t limit) {
  std::string text;
  const char* end = value.data() + value.size();
  for (const char* at = value.data(); at != end;) {
    const std::size_t length = utf8_sequence(at, end);
    const std::string_view sequence(at, length == 0 ? 1 : length);
    const std::string escaped = escaped_character(sequence, length != 0);
    if (text.size() + escaped.size() > limit) return text + "...";
    text += escaped;
    at += sequence.size();
  }
  return text;
}

}  // namespace tessera
