// SPDX-License-Identifier: Apache-2.0
// How long an ASCII text is as an SMS (3GPP TS 23.038): in septets of the GSM 7-bit default alphabet.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tessera {

inline constexpr std::size_t two_segments = 306;  // 153 septets each: the rest of 160 numbers them

/// Reached by an escape, which is a septet of its own.
constexpr bool is_gsm7_extension(char c) { return std::string_view("^{}\\[~]|").find(c) != std::string_view::npos; }

constexpr std::size_t gsm7_septets(std::string_view ascii) {
  std::size_t count = 0;
  for (const char c : ascii) count += is_gsm7_extension(c) ? 2 : 1;
  return count;
}

/// The longest beginning of at most `septets`.
constexpr std::string_view gsm7_cut(std::string_view ascii, std::size_t septets) {
  while (gsm7_septets(ascii) > septets) ascii.remove_suffix(1);
  return ascii;
}

/// The one printable character of ASCII that the alphabet lacks would make every character of the text a wide one.
inline std::string in_gsm7(std::string ascii) {
  for (char& c : ascii) c = c == '`' ? '\'' : c;
  return ascii;
}

}  // namespace tessera
