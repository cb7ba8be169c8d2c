// SPDX-License-Identifier: Apache-2.0
// Send limits are checked in the transaction that adds the send.
#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

LoginKey from(unsigned place, std::string account = "ana") {
  return {std::move(account), "sshd", "web01", "198.51.100." + std::to_string(place)};
}

OpenChallenge limited(Challenge wanted, const SendLimits& limits) { return {std::move(wanted), std::nullopt, limits}; }

TEST_P(StoreContract, SendsOfAnAccountAreLimitedOverAllPlaces) {
  SendLimits limits = no_limits();
  limits.per_account = {2, 1h};
  as<OpenedChallenge>(open(limited(challenge(1, from(1)), limits)));
  as<OpenedChallenge>(open(limited(challenge(2, from(2), noon + 1min), limits)));
  const auto refused = as<SendRefusal>(open(limited(challenge(3, from(3), noon + 2min), limits)));
  EXPECT_EQ(refused.limit, "per_account");
  EXPECT_EQ(refused.retry_at, noon + 1h);
  as<OpenedChallenge>(open(limited(challenge(4, from(4, "bob"), noon + 2min), limits)));
}

TEST_P(StoreContract, ALimitEndsWithItsPeriodToTheMillisecond) {
  SendLimits limits = no_limits();
  limits.per_account = {1, 1h};
  as<OpenedChallenge>(open(limited(challenge(1, from(1)), limits)));
  as<SendRefusal>(open(limited(challenge(2, from(2), noon + 1h - 1ms), limits)));
  as<OpenedChallenge>(open(limited(challenge(3, from(3), noon + 1h), limits)));
}

TEST_P(StoreContract, SendsToADestinationAreLimitedOverAllAccounts) {
  SendLimits limits = no_limits();
  limits.per_destination = {2, 1h};
  for (unsigned i = 1; i <= 3; ++i) {
    Challenge wanted = challenge(i, from(i, "user" + std::to_string(i)));
    wanted.destination = "shared";
    const OpenOutcome outcome = open(limited(wanted, limits));
    if (i <= 2) {
      as<OpenedChallenge>(outcome);
    } else {
      EXPECT_EQ(as<SendRefusal>(outcome).limit, "per_destination");
    }
  }
}

TEST_P(StoreContract, ASourceIsLimitedByTheSendsThatNobodyAnswered) {
  SendLimits limits = no_limits();
  limits.unverified_per_source = {2, 1h};
  for (unsigned i = 1; i <= 4; ++i) {  // each answered, so none counts
    const LoginKey login = from(7, "user" + std::to_string(i));
    as<OpenedChallenge>(open(limited(challenge(i, login), limits)));
    ASSERT_EQ(type(right_code, login).judgement, Judgement::accepted);
  }
  as<OpenedChallenge>(open(limited(challenge(11, from(7, "pump1")), limits)));
  as<OpenedChallenge>(open(limited(challenge(12, from(7, "pump2")), limits)));
  EXPECT_EQ(as<SendRefusal>(open(limited(challenge(13, from(7, "pump3")), limits))).limit, "unverified_per_source");
  as<OpenedChallenge>(open(limited(challenge(14, from(8, "pump3")), limits)));
}

TEST_P(StoreContract, TheConsoleIsNoSource) {
  SendLimits limits = no_limits();
  limits.unverified_per_source = {1, 1h};
  for (unsigned i = 1; i <= 3; ++i) {
    as<OpenedChallenge>(open(limited(challenge(i, {"user" + std::to_string(i), "login", "web01", ""}), limits)));
  }
}

TEST_P(StoreContract, AllSendsTogetherAreLimited) {
  SendLimits limits = no_limits();
  limits.total = {3, 1h};
  for (unsigned i = 1; i <= 3; ++i) as<OpenedChallenge>(open(limited(challenge(i, from(i, "user" + std::to_string(i))), limits)));
  EXPECT_EQ(as<SendRefusal>(open(limited(challenge(4, from(4, "user4")), limits))).limit, "total");
}

TEST_P(StoreContract, LimitsAreNeverExceededByOneUnderSimultaneousLogins) {
  for (const char* limit : {"per_account", "per_destination", "unverified_per_source", "total"}) {
    adapter = GetParam().make();
    SendLimits limits = no_limits();
    const Rate seven{7, 1h};
    if (limit == std::string_view("per_account")) limits.per_account = seven;
    if (limit == std::string_view("per_destination")) limits.per_destination = seven;
    if (limit == std::string_view("unverified_per_source")) limits.unverified_per_source = seven;
    if (limit == std::string_view("total")) limits.total = seven;
    std::vector<Async<Stored<OpenOutcome>>> logins;
    for (unsigned i = 1; i <= 200; ++i) {  // one account, source and destination, but 200 logins
      logins.push_back(store().open_challenge(
          limited(challenge(i, {"ana", "service" + std::to_string(i), "web01", "203.0.113.9"}), limits)));
    }
    unsigned opened = 0, refused = 0;
    for (const auto& outcome : run_together(std::move(logins))) {
      if (std::holds_alternative<OpenedChallenge>(outcome.value())) ++opened;
      const auto* refusal = std::get_if<SendRefusal>(&outcome.value());
      if (refusal != nullptr && refusal->limit == limit) ++refused;
    }
    EXPECT_EQ(opened, 7u) << limit;
    EXPECT_EQ(refused, 193u) << limit;
  }
}

TEST_P(StoreContract, LimitsSurviveARestart) {
  SendLimits limits = no_limits();
  limits.per_account = {1, 1h};
  as<OpenedChallenge>(open(limited(challenge(1, from(1)), limits)));
  adapter->restart();
  as<SendRefusal>(open(limited(challenge(2, from(2)), limits)));
}

TEST_P(StoreContract, AResendCountsAsASend) {
  SendLimits limits = no_limits();
  limits.per_account = {1, 1h};
  as<OpenedChallenge>(open(limited(challenge(1), limits)));
  EXPECT_EQ(as<SendRefusal>(open({challenge(2, ssh_login(), noon + 1min), id_of(1), limits})).limit, "per_account");
}

TEST_P(StoreContract, AClockThatRanAheadForAMomentStopsNoSending) {
  SendLimits limits = no_limits();
  limits.per_account = {1, 1h};
  as<OpenedChallenge>(open(limited(challenge(1, from(1), noon + 24h * 3650), limits)));
  as<OpenedChallenge>(open(limited(challenge(2, from(2)), limits)));
  as<SendRefusal>(open(limited(challenge(3, from(3), noon - 1min), limits)));  // a small step back frees nothing
}

}  // namespace
}  // namespace tessera::test
