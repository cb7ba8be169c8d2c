// SPDX-License-Identifier: Apache-2.0
// One check is one commit: count, compare, consume, audit.
#include <atomic>

#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

TEST_P(StoreContract, TheRightCodeIsAcceptedOnce) {
  open_new(challenge(1));
  const Checked first = type(right_code);
  EXPECT_EQ(first.judgement, Judgement::accepted);
  ASSERT_TRUE(first.challenge);
  EXPECT_EQ(first.challenge->id, id_of(1));
  const Checked second = type(right_code);
  EXPECT_EQ(second.judgement, Judgement::used);
  ASSERT_TRUE(second.challenge);
  EXPECT_EQ(second.challenge->id, id_of(1));
  EXPECT_EQ(second.failures, 0u) << "a code that another login used is not counted";
}

TEST_P(StoreContract, AnAcceptedCodeStaysConsumedAcrossARestart) {
  open_new(challenge(1));
  ASSERT_EQ(type(right_code).judgement, Judgement::accepted);
  adapter->restart();
  EXPECT_EQ(type(right_code).judgement, Judgement::used);
}

TEST_P(StoreContract, WithNothingOpenNothingIsComparedOrCounted) {
  std::atomic<int> compared = 0;
  CheckCode request = guess(std::string(wrong_code));
  request.matches = [&compared](const ChallengeId&, const CodeMac&) { return ++compared > 0; };
  const Checked checked = check(request);
  EXPECT_EQ(checked.judgement, Judgement::none_open);
  EXPECT_EQ(compared, 0);
  EXPECT_EQ(load().failures, 0u);
}

TEST_P(StoreContract, OneCodeTypedManyTimesAtOnceIsAcceptedExactlyOnce) {
  for (unsigned round = 1; round <= 5; ++round) {
    const LoginKey login = ssh_login("user" + std::to_string(round));
    open_new(challenge(round, login));
    std::vector<Async<Stored<Checked>>> attempts;
    for (int i = 0; i < 64; ++i) attempts.push_back(store().check(guess(std::string(right_code), login)));
    unsigned accepted = 0, used = 0;
    for (const auto& checked : run_together(std::move(attempts))) {
      if (checked.value().judgement == Judgement::accepted) ++accepted;
      if (checked.value().judgement == Judgement::used) ++used;
    }
    EXPECT_EQ(accepted, 1u);
    EXPECT_EQ(used, 63u);
  }
}

TEST_P(StoreContract, ThreeWrongCodesSpendAChallenge) {
  open_new(challenge(1));
  EXPECT_FALSE(type(wrong_code).challenge_spent);
  EXPECT_FALSE(type(wrong_code).challenge_spent);
  const Checked third = type(wrong_code);
  EXPECT_TRUE(third.challenge_spent);
  EXPECT_EQ(third.failures, 3u);
  EXPECT_EQ(type(right_code).judgement, Judgement::none_open) << "the right code comes too late";
  EXPECT_EQ(load().failures, 3u);
  open_new(challenge(2, ssh_login(), noon + 1s));  // the next login may send at once
}

TEST_P(StoreContract, AWrongCodeCountsAgainstEveryOutstandingChallengeOfTheLogin) {
  open_new(challenge(1));
  Challenge call = challenge(2);
  call.channel = Channel::call;
  open_new(call);
  type(wrong_code);
  for (const Challenge& outstanding : load().outstanding) EXPECT_EQ(outstanding.failures, 1u);
  EXPECT_EQ(load().failures, 1u) << "one wrong code is one failure of the account";
}

TEST_P(StoreContract, AnyOutstandingChallengeOfTheLoginMayBeAnswered) {
  open_new(challenge(1, ssh_login(), noon, "11111111"));
  Challenge call = challenge(2, ssh_login(), noon, "22222222");
  call.channel = Channel::call;
  open_new(call);
  EXPECT_EQ(type("11111111").challenge->channel, Channel::text);
  EXPECT_EQ(type("22222222").challenge->channel, Channel::call);
}

TEST_P(StoreContract, ParallelGuessesNeverEvaluateMoreThanTheCap) {
  std::atomic<unsigned> compared = 0;
  std::vector<Async<Stored<Checked>>> guesses;
  for (unsigned i = 0; i < 20; ++i) open_new(challenge(i + 1, {"ana", "sshd", "web01", std::to_string(i)}));
  for (unsigned i = 0; i < 200; ++i) {
    CheckCode request = guess(std::string(wrong_code), {"ana", "sshd", "web01", std::to_string(i % 20)});
    request.matches = [&compared](const ChallengeId&, const CodeMac&) {
      ++compared;
      return false;
    };
    guesses.push_back(store().check(std::move(request)));
  }
  unsigned wrong = 0;
  for (const auto& checked : run_together(std::move(guesses))) wrong += checked.value().judgement == Judgement::wrong;
  EXPECT_EQ(wrong, 10u);
  EXPECT_LE(compared, 10u);
  EXPECT_EQ(load().failures, 10u);
  EXPECT_TRUE(load().locked_until);
}

}  // namespace
}  // namespace tessera::test
