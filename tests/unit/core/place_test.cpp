// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/place.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

TEST(Place, IsLocalWithoutARemoteHost) { EXPECT_EQ(place_of(""), "local"); }

TEST(Place, IsTheAddressHoweverItIsWritten) {
  EXPECT_EQ(place_of("203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(place_of("::ffff:203.0.113.9"), "203.0.113.9");
  EXPECT_NE(place_of("203.0.113.9"), place_of("203.0.113.8"));
}

TEST(Place, IsTheNetworkOfAnIPv6Address) {
  EXPECT_EQ(place_of("2001:db8:1:2:a:b:c:d"), "2001:db8:1:2::/64");
  EXPECT_EQ(place_of("2001:DB8:1:2::1"), "2001:db8:1:2::/64");
  EXPECT_NE(place_of("2001:db8:1:3::1"), place_of("2001:db8:1:2::1"));
  EXPECT_NE(place_of("::"), place_of("")) << "no remote address is the console";
}

TEST(Place, IsUnknownForWhateverIsNoAddress) {
  for (const char* rhost : {"web01.example.com", "local", "localhost", "203.0.113.9 ", "203.0.113", "0xcb.0.113.9",
                            "fe80::1", "fe80::1%eth0", "2001:db8::1%eth0", "[::1]", " ", "203.0.113.9/24"}) {
    EXPECT_EQ(place_of(rhost), "") << rhost;
  }
  using std::string_view_literals::operator""sv;
  EXPECT_EQ(place_of("web\0"sv), "");
}

}  // namespace
}  // namespace tessera
