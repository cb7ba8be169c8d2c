// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/place.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace tessera {
namespace {

constexpr std::size_t prefix_octets = 8;  // a /64

std::string printed(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return inet_ntop(family, address, text.data(), text.size()) == nullptr ? std::string() : std::string(text.data());
}

std::string place_of_v6(in6_addr address) {
  if (IN6_IS_ADDR_LINKLOCAL(&address)) return {};
  auto& octets = address.s6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&address)) return printed(AF_INET, octets + 12);
  std::fill(std::begin(octets) + prefix_octets, std::end(octets), 0);
  return printed(AF_INET6, &address) + "/64";
}

}  // namespace

std::string place_of(std::string_view rhost) {
  if (rhost.empty()) return "local";
  const std::string text(rhost);
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return printed(AF_INET, &v4);
  in6_addr v6{};
  return inet_pton(AF_INET6, text.c_str(), &v6) == 1 ? place_of_v6(v6) : std::string();
}

}  // namespace tessera
