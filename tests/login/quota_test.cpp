// SPDX-License-Identifier: Apache-2.0
// How much of user.sock one uid, or one person's containers, may have.
#include "daemon/user/quota.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tessera::test {
namespace {

TEST(Quota, BoundsConversationsAndTheirPace) {
  UserQuota quota({2, {5, std::chrono::minutes(1)}});
  TimePoint now{std::chrono::hours(1)};
  {
    const auto first = quota.enter(1000, now), second = quota.enter(1000, now), third = quota.enter(1000, now);
    EXPECT_TRUE(first && second);
    EXPECT_FALSE(third);
    EXPECT_TRUE(quota.enter(1001, now)) << "another's is another's";
  }
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(quota.enter(1000, now)) << i;
  EXPECT_FALSE(quota.enter(1000, now)) << "five were begun";
  now += std::chrono::minutes(1);
  EXPECT_TRUE(quota.enter(1000, now));
}

/// A container's 65,536 subordinate uids are one person's; system and login uids below are each their own.
TEST(Quota, SubordinateUidsShareARangesPlaces) {
  UserQuota quota({2, {5, std::chrono::minutes(1)}, 3});
  const TimePoint now{std::chrono::hours(1)};
  std::vector<UserQuota::Place> places;
  for (uid_t uid = 131072; uid < 131075; ++uid) places.push_back(quota.enter(uid, now));
  EXPECT_TRUE(places.back());
  EXPECT_FALSE(quota.enter(131080, now)) << "the range is full";
  EXPECT_TRUE(quota.enter(196608, now)) << "the next range is another's";
  for (uid_t uid = 0; uid < 10; ++uid) {
    places.push_back(quota.enter(uid, now));
    EXPECT_TRUE(places.back()) << uid;
  }
  places.clear();
  EXPECT_TRUE(quota.enter(131080, now));
}

TEST(Quota, ForgetsWhoLeft) {
  UserQuota quota;
  TimePoint now{std::chrono::hours(1)};
  const auto stays = quota.enter(5, now);
  for (uid_t uid = 1000; uid < 3000; ++uid) quota.enter(uid, now);
  now += std::chrono::minutes(2);
  quota.enter(6, now);
  EXPECT_EQ(quota.uids(), 2u);
}

}  // namespace
}  // namespace tessera::test
