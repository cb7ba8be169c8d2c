// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/throttle.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr SendPlace remote{.remote = true};
constexpr SendPlace console{};

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
  EXPECT_FALSE(send_refusal({tally(4), tally(9), tally(19), tally(499), {}, {}}, limits, remote));
  EXPECT_EQ(send_refusal({tally(5), {}, {}, {}, {}, {}}, limits, remote)->limit, "per_account");
  EXPECT_EQ(send_refusal({tally(5), {}, {}, {}, {}, {}}, limits, remote)->retry_at, first + hours(1));
  EXPECT_EQ(send_refusal({{}, tally(10), {}, {}, {}, {}}, limits, remote)->limit, "per_destination");
  EXPECT_EQ(send_refusal({{}, {}, tally(20), {}, {}, {}}, limits, remote)->limit, "unverified_per_source");
  EXPECT_FALSE(send_refusal({{}, {}, tally(20), {}, {}, {}}, limits, console)) << "a console has no source";
  EXPECT_EQ(send_refusal({{}, {}, {}, tally(500), {}, {}}, limits, console)->limit, "total");
}

TEST(Lock, AHundredFailuresEndInNoLockThatTimeLifts) {
  EXPECT_FALSE(codes_are_off(99));
  EXPECT_TRUE(codes_are_off(100));
}

TEST(Sends, StrangersCannotUseUpWhatIsKeptForKnownPlaces) {
  const SendLimits limits;
  const SendPlace stranger{.remote = true, .account_has_known = true};
  const SendPlace owner{.remote = true, .known = true, .account_has_known = true};
  SendTallies tallies;
  tallies.account.count = tallies.account_by_strangers.count = 3;
  EXPECT_EQ(send_refusal(tallies, limits, stranger)->limit, "per_account");
  EXPECT_FALSE(send_refusal(tallies, limits, owner));
  EXPECT_FALSE(send_refusal(tallies, limits, remote)) << "an account without a known place has all of them";
  tallies.account.count = 5;
  EXPECT_EQ(send_refusal(tallies, limits, owner)->limit, "per_account") << "the limit holds for everyone";
  tallies = {};
  tallies.destination_by_strangers.count = 5;
  EXPECT_EQ(send_refusal(tallies, limits, stranger)->limit, "per_destination");
}

TEST(Sends, ALimitOfOneIsNotHalvedToNone) {
  SendLimits limits;
  limits.per_account.count = limits.per_destination.count = 1;
  EXPECT_FALSE(send_refusal({}, limits, {.remote = true, .account_has_known = true}));
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
