// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/rate_limit.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

using namespace std::chrono_literals;

const RateLimit::Clock::time_point start{1000h};

int taken(RateLimit& limit, std::string_view address, RateLimit::Clock::time_point now) {
  int count = 0;
  while (count < 100 && limit.take(address, now)) ++count;
  return count;
}

TEST(Networks, OfAddresses) {
  EXPECT_EQ(network_of("203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(network_of("::ffff:203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(network_of("2001:db8:1:2::1"), "2001:db8:1:2::/64");
  EXPECT_EQ(network_of(""), "");
}

TEST(RateLimit, RefillsSteadily) {
  RateLimit limit(20, 3s);
  EXPECT_EQ(taken(limit, "a", start), 20);
  EXPECT_EQ(taken(limit, "b", start), 20) << "another network is not concerned";
  EXPECT_EQ(taken(limit, "a", start + 2999ms), 0);
  EXPECT_EQ(taken(limit, "a", start + 3s), 1);
  EXPECT_EQ(taken(limit, "a", start + 9s), 2);
  EXPECT_EQ(taken(limit, "a", start + 1h), 20);
}

TEST(RateLimit, CountsNeighboursOfOneIpv6NetworkTogether) {
  RateLimit limit(2, 3s);
  EXPECT_TRUE(limit.take("2001:db8::1", start));
  EXPECT_TRUE(limit.take("2001:db8::2", start));
  EXPECT_FALSE(limit.take("2001:db8::3", start));
  EXPECT_TRUE(limit.take("2001:db8:0:1::3", start));
}

TEST(RateLimit, RemembersABoundedNumberAndLetsStrangersShareABucket) {
  RateLimit limit(2, 3s, 3);
  for (const char* address : {"a", "b", "c"}) EXPECT_TRUE(limit.take(address, start));
  EXPECT_TRUE(limit.take("d", start));
  EXPECT_TRUE(limit.take("e", start));
  EXPECT_FALSE(limit.take("f", start)) << "the shared bucket is empty";
  EXPECT_TRUE(limit.take("a", start)) << "one that is remembered has its own";
  EXPECT_TRUE(limit.take("f", start + 10s)) << "those that are full again are forgotten";
}

}  // namespace
}  // namespace tessera
