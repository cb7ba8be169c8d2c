// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tessera {

/// An address of either kind, as the sixteen bytes of IPv6: IPv4 is ::ffff:a.b.c.d, as sshd may write it.
using AddressBytes = std::array<unsigned char, 16>;

struct Network {
  std::string text;  ///< as it was written
  AddressBytes bytes{};
  unsigned bits = 0;  ///< of the sixteen bytes
  bool operator==(const Network&) const = default;
};

/// A literal and nothing else: no name, no zone, no brackets.
inline std::optional<AddressBytes> parse_address(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string literal(text);
  AddressBytes bytes{};
  if (inet_pton(AF_INET6, literal.c_str(), bytes.data()) == 1) return bytes;
  bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (inet_pton(AF_INET, literal.c_str(), bytes.data() + 12) == 1) return bytes;
  return std::nullopt;
}

inline AddressBytes masked(AddressBytes bytes, unsigned bits) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const unsigned left = bits > i * 8 ? bits - static_cast<unsigned>(i) * 8 : 0;
    if (left < 8) bytes[i] = static_cast<unsigned char>(bytes[i] & (0xFF00U >> left));
  }
  return bytes;
}

/// "10.1.0.0/16" or "2001:db8::/32"; an address alone is itself. Nothing where host bits are set: it is then not
/// clear what was meant.
inline std::optional<Network> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto bytes = parse_address(text.substr(0, slash));
  if (!bytes) return std::nullopt;
  const bool four = text.substr(0, slash).find(':') == std::string_view::npos;
  unsigned length = four ? 32 : 128;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    if (digits.empty() || digits.size() > 3 || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    const unsigned most = length;
    length = 0;
    for (const char digit : digits) length = length * 10 + static_cast<unsigned>(digit - '0');
    if (length > most) return std::nullopt;
  }
  const Network network{std::string(text), *bytes, four ? length + 96 : length};
  return masked(network.bytes, network.bits) == network.bytes ? std::optional(network) : std::nullopt;
}

inline bool contains(const Network& network, const AddressBytes& address) {
  return masked(address, network.bits) == network.bytes;
}

}  // namespace tessera
