// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/failover.hpp"

#include <gtest/gtest.h>

namespace tessera::courier {
namespace {

using namespace std::chrono_literals;
constexpr Failover::Time start{1'000s};

Answer sent() { return {DeliveryStatus::sent, "yes"}; }
Answer refused() { return {DeliveryStatus::refused, "never"}; }
Answer failed() { return {DeliveryStatus::failed, "not now"}; }
Answer mistake() { return {DeliveryStatus::misconfigured, "bad login"}; }

Failover::Outcome walk(Failover failover, const std::vector<Answer>& answers) {
  for (const Answer& answer : answers) {
    EXPECT_TRUE(failover.next(start).has_value());
    failover.answered(answer);
  }
  EXPECT_FALSE(failover.next(start).has_value());
  return failover.outcome();
}

TEST(Failover, NoGatewayIsAMistake) {
  EXPECT_EQ(walk(Failover({}, start + 30s), {}).status, DeliveryStatus::misconfigured);
}

TEST(Failover, TheFirstThatTakesItEndsIt) {
  const auto outcome = walk(Failover({"a", "b", "c"}, start + 30s), {failed(), sent()});
  EXPECT_EQ(outcome.status, DeliveryStatus::sent);
  EXPECT_EQ(outcome.gateway, "b");
  EXPECT_EQ(outcome.detail, "a: not now; b: yes");
}

TEST(Failover, FinalStops) {
  const auto outcome = walk(Failover({"a", "b"}, start + 30s), {refused()});
  EXPECT_EQ(outcome.status, DeliveryStatus::refused);
  EXPECT_EQ(outcome.gateway, "a");
}

TEST(Failover, MisconfiguredOnlyWhenAllAre) {
  EXPECT_EQ(walk(Failover({"a", "b"}, start + 30s), {mistake(), mistake()}).status, DeliveryStatus::misconfigured);
  EXPECT_EQ(walk(Failover({"a", "b"}, start + 30s), {mistake(), failed()}).status, DeliveryStatus::failed);
  EXPECT_EQ(walk(Failover({"a", "b"}, start + 30s), {failed(), mistake()}).status, DeliveryStatus::failed);
}

TEST(Failover, EachIsAskedOnce) {
  Failover failover({"a", "b"}, start + 30s);
  std::vector<std::string> asked;
  while (const auto attempt = failover.next(start)) {
    asked.push_back(attempt->gateway);
    failover.answered(failed());
  }
  EXPECT_EQ(asked, (std::vector<std::string>{"a", "b"}));
}

TEST(Failover, OneDeadlineIsShared) {
  Failover failover({"a", "b", "c"}, start + 30s);
  EXPECT_EQ(failover.next(start)->limit, 10s);
  failover.answered(failed());
  EXPECT_EQ(failover.next(start + 2s)->limit, 14s);
  failover.answered(failed());
  EXPECT_EQ(failover.next(start + 29s)->limit, 1s);
}

TEST(Failover, NothingIsAskedAfterTheDeadline) {
  Failover failover({"a", "b"}, start + 30s);
  failover.next(start);
  failover.answered(mistake());
  EXPECT_FALSE(failover.next(start + 30s).has_value());
  EXPECT_EQ(failover.outcome().status, DeliveryStatus::failed) << "the second was never asked, so not all are mistaken";
  EXPECT_EQ(failover.outcome().detail, "a: bad login; time was up before b");
}

}  // namespace
}  // namespace tessera::courier
