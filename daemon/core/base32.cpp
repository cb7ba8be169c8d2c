// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/base32.hpp"

#include <cstdint>

namespace tessera {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// 0 to 31, or 32 for no symbol.
std::size_t value_of(char c) {
  const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  const std::size_t value = alphabet.find(upper);
  return value == std::string_view::npos ? alphabet.size() : value;
}

std::string symbols_of(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string symbols;
  for (const char c : text) {
    if (c != ' ' && c != '-') symbols += c;
  }
  return symbols;
}

bool can_end_here(std::size_t symbols) {
  const std::size_t rest = symbols % 8;
  return rest != 1 && rest != 3 && rest != 6;
}

}  // namespace

std::string to_base32(std::string_view bytes) {
  std::string text;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    buffer = buffer << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[buffer >> (bits - 5) & 31];
  }
  if (bits > 0) text += alphabet[buffer << (5 - bits) & 31];
  return text;
}

std::optional<std::string> from_base32(std::string_view text) {
  const std::string symbols = symbols_of(text);
  if (!can_end_here(symbols.size())) return std::nullopt;
  std::string bytes;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char c : symbols) {
    const std::size_t value = value_of(c);
    if (value == alphabet.size()) return std::nullopt;
    buffer = buffer << 5 | static_cast<std::uint32_t>(value);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(buffer >> bits & 0xFF);
  }
  const bool left_over = (buffer & ((1u << bits) - 1)) != 0;
  return left_over ? std::nullopt : std::optional(std::move(bytes));
}

}  // namespace tessera
