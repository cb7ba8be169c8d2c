// SPDX-License-Identifier: Apache-2.0
// A place with a success lately has a count and sends of its own: strangers cannot lock the owner out.
#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

LoginKey at(std::string rhost) { return {"ana", "sshd", "web01", std::move(rhost)}; }
const LoginKey owner = at("203.0.113.9");

class KnownPlaces : public StoreContract {
 protected:
  void succeed(LoginKey login, TimePoint now = noon) {
    open_new(challenge(++number_, login, now));
    ASSERT_EQ(type(right_code, login, now).judgement, Judgement::accepted);
  }
  /// Wrong codes, each from another address; the last answer.
  Checked swarm(unsigned count, TimePoint now = noon) {
    Checked last;
    for (unsigned i = 0; i < count; ++i) {
      const LoginKey stranger = at("198.51." + std::to_string(i / 250) + "." + std::to_string(i % 250));
      last = fail_at(stranger, now);
    }
    return last;
  }
  Checked fail_at(LoginKey login, TimePoint now = noon) {
    if (load(login, now).outstanding.empty()) open_new(challenge(++number_, login, now));
    return type(wrong_code, login, now);
  }
  /// Fails until the count is `failures`, waiting for each lock to end; when the last one was.
  TimePoint fail_up_to(unsigned failures, LoginKey login, TimePoint now = noon) {
    for (AccountState state = load(login, now); state.failures < failures; state = load(login, now)) {
      if (state.locked_until) now = *state.locked_until;
      fail_at(login, now);
    }
    return now;
  }

 private:
  unsigned number_ = 0;
};

TEST_P(KnownPlaces, ASwarmLocksStrangersAndNotTheOwner) {
  succeed(owner);
  const Checked locked = swarm(10);
  EXPECT_EQ(locked.failures, 10u);
  EXPECT_EQ(locked.locked_until, noon + 15min);
  EXPECT_TRUE(load(at("198.51.100.77")).locked_until) << "an address that was never seen";
  EXPECT_FALSE(load(owner).locked_until);
  EXPECT_TRUE(load(owner).known_place);
  succeed(owner);
}

TEST_P(KnownPlaces, TheOwnersSuccessDoesNotForgetTheStrangers) {
  succeed(owner);
  swarm(9);
  succeed(owner);
  EXPECT_EQ(swarm(1).failures, 10u);
}

TEST_P(KnownPlaces, AKnownPlaceLocksByItsOwnCount) {
  succeed(owner);
  for (int i = 0; i < 9; ++i) fail_at(owner);
  EXPECT_EQ(fail_at(owner).locked_until, noon + 15min);
  as<Locked>(open(opening(challenge(900, owner))));
  EXPECT_FALSE(load(at("198.51.100.1")).locked_until);
  EXPECT_EQ(load(at("198.51.100.1")).failures, 0u);
  adapter->restart();
  EXPECT_EQ(load(owner).locked_until, noon + 15min);
}

TEST_P(KnownPlaces, IsKnownForThirtyDaysToTheMillisecond) {
  succeed(owner);
  swarm(3);
  EXPECT_TRUE(load(owner, noon + 24h * 30 - 1ms).known_place);
  EXPECT_FALSE(load(owner, noon + 24h * 30).known_place);
  EXPECT_EQ(load(owner, noon + 24h * 30).failures, 3u) << "it falls back on the account's count";
}

TEST_P(KnownPlaces, TheFourLatestAreKnown) {
  for (unsigned i = 1; i <= 5; ++i) succeed(at("203.0.113." + std::to_string(i)), noon + i * 1s);
  EXPECT_FALSE(load(at("203.0.113.1"), noon + 6s).known_place);
  for (unsigned i = 2; i <= 5; ++i) EXPECT_TRUE(load(at("203.0.113." + std::to_string(i)), noon + 6s).known_place) << i;
}

TEST_P(KnownPlaces, TheNewestIsKnownWhereTheClockWasSteppedBack) {
  for (unsigned i = 1; i <= 4; ++i) succeed(at("203.0.113." + std::to_string(i)));
  succeed(at("203.0.113.5"), noon - 1h);
  EXPECT_TRUE(load(at("203.0.113.5"), noon - 1h).known_place);
}

TEST_P(KnownPlaces, ANameIsNeverKnown) {
  succeed(at("web02.example.com"));
  EXPECT_FALSE(load(at("web02.example.com")).known_place);
}

TEST_P(KnownPlaces, AtAHundredCodesAreOffUntilAnUnlock) {
  const LoginKey stranger = at("198.51.100.1");
  const TimePoint then = fail_up_to(99, stranger);
  open_new(challenge(901, stranger, then));
  const Checked last = type(wrong_code, stranger, then);
  EXPECT_EQ(last.failures, 100u);
  EXPECT_FALSE(last.reference.empty());
  EXPECT_EQ(audit().back().reason, "codes_off");
  const TimePoint much_later = then + 24h * 365;
  const Locked locked = as<Locked>(open(opening(challenge(902, stranger, much_later))));
  EXPECT_EQ(locked.failures, 100u);
  EXPECT_FALSE(locked.until);
  EXPECT_EQ(load(stranger, much_later).failures, 100u);
  EXPECT_TRUE(run_async(store().unlock("ana", "root", much_later)).value());
  succeed(stranger, much_later);
}

TEST_P(KnownPlaces, AfterAHundredARightCodeIsNotCompared) {
  const LoginKey stranger = at("198.51.100.1");
  const TimePoint then = fail_up_to(99, stranger);
  open_new(challenge(901, at("198.51.100.2"), then));
  fail_at(stranger, then);
  const Checked right = type(right_code, at("198.51.100.2"), then);
  EXPECT_NE(right.judgement, Judgement::accepted);
  EXPECT_EQ(right.failures, 100u);
}

TEST_P(KnownPlaces, AHundredOfStrangersLeaveTheOwnerIn) {
  succeed(owner);
  const TimePoint then = fail_up_to(100, at("198.51.100.1"));
  EXPECT_EQ(load(at("198.51.100.2"), then).failures, 100u);
  succeed(owner, then);
}

TEST_P(KnownPlaces, UnlockClearsEveryCountAndKeepsThePlace) {
  succeed(owner);
  fail_up_to(10, owner);
  swarm(10);
  EXPECT_EQ(run_async(store().find_account("ana", noon)).value().failures, 10u);
  EXPECT_TRUE(run_async(store().find_account("ana", noon)).value().locked_until);
  EXPECT_TRUE(run_async(store().unlock("ana", "root", noon)).value());
  EXPECT_FALSE(load(owner).locked_until);
  EXPECT_TRUE(load(owner).known_place);
  EXPECT_EQ(load(at("198.51.100.9")).failures, 0u);
  EXPECT_FALSE(run_async(store().unlock("ana", "root", noon)).value());
}

TEST_P(KnownPlaces, StrangersCannotUseUpTheOwnersSends) {
  SendLimits limits = no_limits();
  limits.per_account = {5, 1h};
  succeed(owner);
  unsigned sent = 0;
  for (unsigned i = 0; i < 20; ++i) {
    const LoginKey stranger = at("198.51.100." + std::to_string(i));
    sent += std::holds_alternative<OpenedChallenge>(open({challenge(800 + i, stranger), std::nullopt, limits})) ? 1 : 0;
  }
  EXPECT_EQ(sent, 3u);
  as<OpenedChallenge>(open({challenge(950, owner), std::nullopt, limits}));
  EXPECT_EQ(as<SendRefusal>(open({challenge(951, at("203.0.113.10")), std::nullopt, limits})).limit, "per_account");
}

INSTANTIATE_TEST_SUITE_P(Stores, KnownPlaces, testing::ValuesIn(adapters()), name_of_adapter);

}  // namespace
}  // namespace tessera::test
