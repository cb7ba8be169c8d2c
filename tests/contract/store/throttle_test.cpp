// SPDX-License-Identifier: Apache-2.0
// Consecutive failures and the lock.
#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

TEST_P(StoreContract, TheTenthFailureLocks) {
  const Checked ninth = fail(9);
  EXPECT_EQ(ninth.failures, 9u);
  EXPECT_FALSE(ninth.locked_until);
  const Checked tenth = fail(1);
  EXPECT_EQ(tenth.failures, 10u);
  EXPECT_EQ(tenth.locked_until, noon + 15min);
  EXPECT_EQ(load().locked_until, noon + 15min);
}

TEST_P(StoreContract, WhileLockedNothingIsComparedCountedOrSent) {
  fail(9);
  open_new(challenge(1, {"ana", "sudo", "web01", ""}));
  fail(1);
  const Checked locked = type(right_code, {"ana", "sudo", "web01", ""});
  EXPECT_NE(locked.judgement, Judgement::accepted);
  EXPECT_EQ(locked.locked_until, noon + 15min);
  EXPECT_EQ(locked.failures, 10u);
  EXPECT_EQ(as<Locked>(open(opening(challenge(2)))).until, noon + 15min);
  EXPECT_EQ(load().failures, 10u);
}

TEST_P(StoreContract, ALockEndsToTheMillisecond) {
  fail(10);
  EXPECT_TRUE(load(ssh_login(), noon + 15min - 1ms).locked_until);
  EXPECT_FALSE(load(ssh_login(), noon + 15min).locked_until);
  const auto early = open(opening(challenge(1, ssh_login(), noon + 15min - 1ms)));
  as<Locked>(early);
  open_new(challenge(2, ssh_login(), noon + 15min));
  EXPECT_EQ(type(right_code, ssh_login(), noon + 15min).judgement, Judgement::accepted);
}

TEST_P(StoreContract, TheSecondLockIsTwiceAsLong) {
  fail(10);
  const TimePoint later = noon + 15min;
  const Checked twentieth = fail(10, later);
  EXPECT_EQ(twentieth.failures, 20u);
  EXPECT_EQ(twentieth.locked_until, later + 30min);
}

TEST_P(StoreContract, FailuresSurviveRestartsServicesAndSources) {
  const LoginKey places[] = {ssh_login(), {"ana", "sudo", "web01", ""}, {"ana", "sshd", "web02", "198.51.100.7"}};
  unsigned number = 0;
  Checked last;
  for (int i = 0; i < 10; ++i) {
    const LoginKey& login = places[i % 3];
    if (load(login).outstanding.empty()) open_new(challenge(++number, login));
    last = type(wrong_code, login);
    adapter->restart();
    EXPECT_EQ(load(login).failures, static_cast<unsigned>(i + 1));
  }
  EXPECT_TRUE(last.locked_until);
  adapter->restart();
  EXPECT_EQ(load().locked_until, noon + 15min);
}

TEST_P(StoreContract, OnlySuccessForgets) {
  fail(2);
  EXPECT_EQ(type(right_code).judgement, Judgement::accepted);
  EXPECT_EQ(load().failures, 0u);
  EXPECT_EQ(fail(1).failures, 1u);
}

TEST_P(StoreContract, FailuresAreAnAccountsOwn) {
  fail(10);
  EXPECT_EQ(load(ssh_login("bob")).failures, 0u);
  open_new(challenge(1, ssh_login("bob")));
  EXPECT_EQ(type(right_code, ssh_login("bob")).judgement, Judgement::accepted);
}

TEST_P(StoreContract, UnlockClearsFailuresAndLock) {
  fail(10);
  EXPECT_TRUE(run_async(store().unlock("ana", "root", noon)).value());
  EXPECT_EQ(load().failures, 0u);
  EXPECT_FALSE(load().locked_until);
  EXPECT_FALSE(run_async(store().unlock("ana", "root", noon)).value());
  const auto entries = audit();
  EXPECT_EQ(entries.back().reason, "unlocked");
  EXPECT_EQ(entries.back().account, "ana");
  EXPECT_EQ(entries.back().actor, "root");
}

}  // namespace
}  // namespace tessera::test
