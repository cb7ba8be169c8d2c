// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/challenge.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const TimePoint sent{milliseconds(1'700'000'000'000)};

Challenge challenge(std::string id, ChallengeState state = ChallengeState::open) {
  return {.id = std::move(id), .sent_at = sent, .expires_at = sent + minutes(5), .state = state};
}

/// Matches the challenge of this name, and counts how often it was asked.
struct Right {
  std::string id;
  int* asked;
  bool operator()(const ChallengeId& challenge, const CodeMac&) const {
    ++*asked;
    return challenge == id;
  }
};

TEST(Challenge, LivesFromItsSendingToItsEnd) {
  const Challenge made = challenge("a");
  EXPECT_TRUE(is_outstanding(made, sent));
  EXPECT_TRUE(is_outstanding(made, sent + minutes(5) - milliseconds(1)));
  EXPECT_FALSE(is_outstanding(made, sent + minutes(5)));
  EXPECT_FALSE(is_outstanding(made, sent - milliseconds(1))) << "a clock set back revives nothing";
  EXPECT_FALSE(is_outstanding(made, sent - std::chrono::years(10)));
}

TEST(Challenge, TheRightOneOfSeveralIsAccepted) {
  int asked = 0;
  const std::vector<Challenge> both = {challenge("a"), challenge("b")};
  const Judged judged = judge(both, Right{"b", &asked}, sent + seconds(1));
  EXPECT_EQ(judged.judgement, Judgement::accepted);
  EXPECT_EQ(judged.index, 1u);
}

TEST(Challenge, NothingOutstandingIsNotWrong) {
  int asked = 0;
  EXPECT_EQ(judge({}, Right{"a", &asked}, sent).judgement, Judgement::none_open);
  const std::vector<Challenge> closed = {challenge("a", ChallengeState::replaced), challenge("b", ChallengeState::spent)};
  EXPECT_EQ(judge(closed, Right{"a", &asked}, sent).judgement, Judgement::none_open);
  EXPECT_EQ(asked, 0) << "replaced and spent codes are not compared";
}

TEST(Challenge, AConsumedCodeIsUsedNotWrong) {
  int asked = 0;
  const std::vector<Challenge> mixed = {challenge("a", ChallengeState::consumed), challenge("b")};
  EXPECT_EQ(judge(mixed, Right{"a", &asked}, sent).judgement, Judgement::used);
  EXPECT_EQ(judge(mixed, Right{"c", &asked}, sent).judgement, Judgement::wrong);
  EXPECT_EQ(judge(mixed, Right{"a", &asked}, sent + minutes(6)).judgement, Judgement::none_open);
}

}  // namespace
}  // namespace tessera
