// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/throttle.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST(Lock, ComesAtEveryTenthFailureAndDoubles) {
  const AttemptLimits limits;
  for (const unsigned failures : {0u, 1u, 9u, 11u, 19u}) EXPECT_FALSE(lock_after(failures, limits)) << failures;
  EXPECT_EQ(lock_after(10, limits), minutes(15));
  EXPECT_EQ(lock_after(20, limits), minutes(30));
  EXPECT_EQ(lock_after(70, limits), hours(16));
  EXPECT_EQ(lock_after(80, limits), hours(24));
  EXPECT_EQ(lock_after(4'000'000'000u, limits), hours(24));
}

TEST(Sends, EachLimitIsNamedAndTellsWhenItEnds) {
  const SendLimits limits;
  const TimePoint first{milliseconds(1'000'000)};
  const auto tally = [first](unsigned count) { return Tally{count, first}; };
  EXPECT_FALSE(send_refusal({tally(4), tally(9), tally(19), tally(499)}, limits, true));
  EXPECT_EQ(send_refusal({tally(5), {}, {}, {}}, limits, true)->limit, "per_account");
  EXPECT_EQ(send_refusal({tally(5), {}, {}, {}}, limits, true)->retry_at, first + hours(1));
  EXPECT_EQ(send_refusal({{}, tally(10), {}, {}}, limits, true)->limit, "per_destination");
  EXPECT_EQ(send_refusal({{}, {}, tally(20), {}}, limits, true)->limit, "unverified_per_source");
  EXPECT_FALSE(send_refusal({{}, {}, tally(20), {}}, limits, false)) << "a console has no source";
  EXPECT_EQ(send_refusal({{}, {}, {}, tally(500)}, limits, false)->limit, "total");
}

TEST(Sends, RegionsAreAListOrAll) {
  SendLimits limits;
  EXPECT_TRUE(region_allowed({"+4930123456", "DE", "fixed"}, limits));
  limits.regions = {"US", "CA"};
  EXPECT_FALSE(region_allowed({"+4930123456", "DE", "fixed"}, limits));
  EXPECT_TRUE(region_allowed({"+15005550142", "US", "mobile"}, limits));
}

}  // namespace
}  // namespace tessera
