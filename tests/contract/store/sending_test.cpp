// SPDX-License-Identifier: Apache-2.0
// Opening challenges: one outstanding code a login and way, and a re-send kills the old one.
#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

TEST_P(StoreContract, AnOpenedChallengeIsLoadedAsItIs) {
  const Challenge wanted = challenge(1);
  EXPECT_EQ(as<OpenedChallenge>(open(opening(wanted))).challenge.id, wanted.id);
  adapter->restart();
  const auto outstanding = load().outstanding;
  ASSERT_EQ(outstanding.size(), 1u);
  EXPECT_EQ(outstanding[0].id, wanted.id);
  EXPECT_EQ(outstanding[0].login, wanted.login);
  EXPECT_EQ(outstanding[0].channel, wanted.channel);
  EXPECT_EQ(outstanding[0].destination, wanted.destination);
  EXPECT_EQ(outstanding[0].mac, wanted.mac);
  EXPECT_EQ(outstanding[0].sent_at, wanted.sent_at);
  EXPECT_EQ(outstanding[0].expires_at, wanted.expires_at);
  EXPECT_EQ(outstanding[0].state, ChallengeState::open);
  EXPECT_EQ(outstanding[0].delivery, DeliveryStatus::pending);
}

TEST_P(StoreContract, AnOutstandingChallengeIsOfferedAgainWithItsFailures) {
  open_new(challenge(1));
  type(wrong_code);
  const auto again = as<AlreadyOutstanding>(open(opening(challenge(2, ssh_login(), noon + 1min))));
  EXPECT_EQ(again.challenge.id, id_of(1));
  EXPECT_EQ(again.challenge.failures, 1u);
  EXPECT_EQ(load().outstanding.size(), 1u);
}

TEST_P(StoreContract, AnotherWayOrPlaceOpensItsOwn) {
  open_new(challenge(1));
  Challenge call = challenge(2);
  call.channel = Channel::call;
  open_new(call);
  Challenge elsewhere = challenge(3);
  elsewhere.destination = "another";
  open_new(elsewhere);
  LoginKey console = ssh_login();
  console.rhost.clear();
  open_new(challenge(4, console));
  EXPECT_EQ(load().outstanding.size(), 3u);
  EXPECT_EQ(load(console).outstanding.size(), 1u);
}

TEST_P(StoreContract, OutstandingChallengesComeOldestFirst) {
  for (unsigned i = 0; i < 3; ++i) {
    Challenge wanted = challenge(9 - i, ssh_login(), noon + i * 1s);
    wanted.destination = std::to_string(i);
    open_new(wanted);
  }
  const auto outstanding = load(ssh_login(), noon + 1min).outstanding;
  ASSERT_EQ(outstanding.size(), 3u);
  EXPECT_EQ(outstanding[0].id, id_of(9));
  EXPECT_EQ(outstanding[2].id, id_of(7));
}

TEST_P(StoreContract, SimultaneousLoginsOfOneKeyShareOneChallenge) {
  std::vector<Async<Stored<OpenOutcome>>> logins;
  for (unsigned i = 1; i <= 64; ++i) logins.push_back(store().open_challenge(opening(challenge(i))));
  unsigned opened = 0;
  for (const auto& outcome : run_together(std::move(logins))) {
    if (std::holds_alternative<OpenedChallenge>(outcome.value())) ++opened;
  }
  EXPECT_EQ(opened, 1u);
  EXPECT_EQ(load().outstanding.size(), 1u);
}

TEST_P(StoreContract, AResendKillsTheOldCode) {
  open_new(challenge(1, ssh_login(), noon, "11111111"));
  as<OpenedChallenge>(open(resending(challenge(2, ssh_login(), noon + 1min, "22222222"), id_of(1))));
  EXPECT_EQ(load(ssh_login(), noon + 1min).outstanding.size(), 1u);
  EXPECT_EQ(type("11111111", ssh_login(), noon + 1min).judgement, Judgement::wrong);
  EXPECT_EQ(type("22222222", ssh_login(), noon + 1min).judgement, Judgement::accepted);
}

TEST_P(StoreContract, AResendKillsWhatAnotherTerminalHadSentInTheMeantime) {
  open_new(challenge(1));
  as<OpenedChallenge>(open(resending(challenge(2, ssh_login(), noon + 1min, "22222222"), id_of(1))));
  as<OpenedChallenge>(open(resending(challenge(3, ssh_login(), noon + 2min, "33333333"), id_of(1))));
  const auto outstanding = load(ssh_login(), noon + 2min).outstanding;
  ASSERT_EQ(outstanding.size(), 1u);
  EXPECT_EQ(outstanding[0].id, id_of(3));
}

TEST_P(StoreContract, AResendKillsACodeOfAnotherWayThatItNames) {
  open_new(challenge(1, ssh_login(), noon, "11111111"));
  Challenge call = challenge(2, ssh_login(), noon, "22222222");
  call.channel = Channel::call;
  as<OpenedChallenge>(open(resending(call, id_of(1))));
  EXPECT_EQ(type("11111111").judgement, Judgement::wrong);
}

TEST_P(StoreContract, AResendOfAConsumedChallengeStillOpens) {
  open_new(challenge(1, ssh_login(), noon, "11111111"));
  ASSERT_EQ(type("11111111").judgement, Judgement::accepted);
  as<OpenedChallenge>(open(resending(challenge(2, ssh_login(), noon + 1min, "22222222"), id_of(1))));
  EXPECT_EQ(type("22222222", ssh_login(), noon + 1min).judgement, Judgement::accepted);
}

TEST_P(StoreContract, AResendStartsWithoutFailuresOfItsOwnButNotOfTheAccount) {
  open_new(challenge(1));
  type(wrong_code);
  as<OpenedChallenge>(open(resending(challenge(2), id_of(1))));
  const AccountState state = load();
  ASSERT_EQ(state.outstanding.size(), 1u);
  EXPECT_EQ(state.outstanding[0].failures, 0u);
  EXPECT_EQ(state.failures, 1u);
}

TEST_P(StoreContract, AResendWaitsForItsPause) {
  SendLimits limits = no_limits();
  limits.resend_after = 30s;
  open_new(challenge(1));
  const auto early = as<SendRefusal>(open({challenge(2, ssh_login(), noon + 30s - 1ms), id_of(1), limits}));
  EXPECT_EQ(early.limit, "resend_after");
  EXPECT_EQ(early.retry_at, noon + 30s);
  EXPECT_EQ(load().outstanding.at(0).id, id_of(1)) << "a refused re-send leaves the old code";
  as<OpenedChallenge>(open({challenge(3, ssh_login(), noon + 30s), id_of(1), limits}));
}

TEST_P(StoreContract, DeliveryStatusRidesInTheCheckAndTheConclusion) {
  open_new(challenge(1));
  CheckCode request = guess(std::string(wrong_code));
  request.deliveries = {{id_of(1), DeliveryStatus::sent, "kannel"}};
  check(request);
  EXPECT_EQ(load().outstanding.at(0).delivery, DeliveryStatus::sent);
  Conclusion conclusion;
  conclusion.deliveries = {{id_of(1), DeliveryStatus::failed, "kannel"}};
  ASSERT_TRUE(run_async(store().conclude(conclusion)));
  EXPECT_EQ(load().outstanding.at(0).delivery, DeliveryStatus::failed);
}

}  // namespace
}  // namespace tessera::test
