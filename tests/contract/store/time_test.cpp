// SPDX-License-Identifier: Apache-2.0
// Lifetimes to the millisecond, and clocks that step.
#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

constexpr milliseconds steps[] = {1s, 1min, 1h, 24h, 24h * 365, 24h * 3650};

TEST_P(StoreContract, ACodeLivesToTheMillisecond) {
  open_new(challenge(1));
  EXPECT_EQ(load(ssh_login(), noon + lifetime - 1ms).outstanding.size(), 1u);
  EXPECT_TRUE(load(ssh_login(), noon + lifetime).outstanding.empty());
  EXPECT_EQ(type(right_code, ssh_login(), noon + lifetime - 1ms).judgement, Judgement::accepted);
}

TEST_P(StoreContract, ACodeIsDeadAtTheEndOfItsLife) {
  for (const milliseconds late : {0ms, 1ms, 1000ms}) {
    adapter = GetParam().make();
    open_new(challenge(1));
    EXPECT_EQ(type(right_code, ssh_login(), noon + lifetime + late).judgement, Judgement::none_open);
  }
}

TEST_P(StoreContract, ACodeOfTheFutureIsNone) {
  open_new(challenge(1));
  EXPECT_EQ(type(right_code, ssh_login(), noon - 1ms).judgement, Judgement::none_open);
}

TEST_P(StoreContract, AClockSetBackRevivesNoConsumedCode) {
  for (const milliseconds step : steps) {
    adapter = GetParam().make();
    open_new(challenge(1));
    ASSERT_EQ(type(right_code, ssh_login(), noon + 1s).judgement, Judgement::accepted);
    for (const TimePoint now : {noon, noon + 1s, noon - step, noon + step}) {
      EXPECT_NE(type(right_code, ssh_login(), now).judgement, Judgement::accepted);
    }
  }
}

TEST_P(StoreContract, AClockSetBackRevivesNoExpiredCode) {
  for (const milliseconds step : steps) {
    adapter = GetParam().make();
    open_new(challenge(1));
    ASSERT_EQ(type(right_code, ssh_login(), noon + lifetime - 1s + step).judgement, Judgement::none_open);
    EXPECT_NE(type(right_code, ssh_login(), noon).judgement, Judgement::accepted);
  }
}

TEST_P(StoreContract, AClockSetBackRevivesNoReplacedOrSpentCode) {
  for (const milliseconds step : steps) {
    adapter = GetParam().make();
    open_new(challenge(1, ssh_login(), noon, "11111111"));
    as<OpenedChallenge>(open(resending(challenge(2, ssh_login(), noon + 1min, "22222222"), id_of(1))));
    for (int i = 0; i < 3; ++i) type(wrong_code, ssh_login(), noon + 1min);
    for (const TimePoint now : {noon, noon + 1min, noon - step, noon + step}) {
      EXPECT_NE(type("11111111", ssh_login(), now).judgement, Judgement::accepted);
      EXPECT_NE(type("22222222", ssh_login(), now).judgement, Judgement::accepted);
    }
  }
}

TEST_P(StoreContract, AClockSetBackLiftsNoLock) {
  ASSERT_TRUE(fail(10).locked_until);
  for (const milliseconds step : steps) EXPECT_EQ(load(ssh_login(), noon - step).locked_until, noon + 15min);
}

TEST_P(StoreContract, AClockSetForwardLiftsALockByNoMoreThanTheStep) {
  ASSERT_TRUE(fail(10).locked_until);
  for (const milliseconds step : steps) {
    const AccountState state = load(ssh_login(), noon + step);
    EXPECT_EQ(state.locked_until.has_value(), step < 15min);
    EXPECT_EQ(state.failures, 10u) << "time alone forgives nothing";
  }
}

}  // namespace
}  // namespace tessera::test
