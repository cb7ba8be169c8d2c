// SPDX-License-Identifier: Apache-2.0
#include "shared/network.hpp"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

bool is_in(const char* address, const char* network) {
  const auto parsed = parse_address(address);
  return parsed && contains(parse_network(network).value(), *parsed);
}

TEST(Network, HoldsItsOwnAddressesAndNoOthers) {
  EXPECT_TRUE(is_in("10.1.255.255", "10.1.0.0/16"));
  EXPECT_FALSE(is_in("10.2.0.0", "10.1.0.0/16"));
  EXPECT_TRUE(is_in("192.0.2.7", "192.0.2.7"));
  EXPECT_FALSE(is_in("192.0.2.8", "192.0.2.7"));
  EXPECT_TRUE(is_in("192.0.2.9", "192.0.2.8/31"));
  EXPECT_TRUE(is_in("2001:db8:1::1", "2001:db8::/32"));
  EXPECT_FALSE(is_in("2001:db9::1", "2001:db8::/32"));
  EXPECT_TRUE(is_in("::ffff:10.1.2.3", "10.1.0.0/16")) << "as sshd may write it";
}

TEST(Network, TakesLiteralsAlone) {
  for (const char* text : {"", "localhost", "10.1", "10.1.0.0/33", "10.1.0.1/16", "10.1.0.0/", "10.1.0.0/x", "/8",
                           "2001:db8::1/32", "fe80::1%eth0", "[::1]", "10.1.0.0/0016"}) {
    EXPECT_FALSE(parse_network(text)) << text;
  }
  for (const char* text : {"gate.example.com", "10.1.2.3 ", "", "010.1.2.3"}) EXPECT_FALSE(parse_address(text)) << text;
}

}  // namespace
}  // namespace tessera::test
