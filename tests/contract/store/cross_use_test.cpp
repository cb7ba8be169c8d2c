// SPDX-License-Identifier: Apache-2.0
// A code works only for its own account, service, host, source and challenge.
#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

std::vector<LoginKey> all_keys() {
  std::vector<LoginKey> all;
  for (const char* user : {"ana", "bob"}) {
    for (const char* service : {"sshd", "sudo"}) {
      for (const char* host : {"web01", "web02"}) {
        for (const char* rhost : {"203.0.113.9", ""}) all.push_back({user, service, host, rhost});
      }
    }
  }
  return all;
}

std::string code_of(std::size_t index) { return std::to_string(48293100 + index); }

TEST_P(StoreContract, ACodeOfOneLoginIsNoOtherLogins) {
  const auto logins = all_keys();
  AttemptLimits unlimited;
  unlimited.consecutive = 0;
  for (std::size_t owner = 0; owner < logins.size(); ++owner) {
    adapter = GetParam().make();
    for (std::size_t user = 0; user < logins.size(); ++user) {
      open_new(challenge(static_cast<unsigned>(user), logins[user], noon, code_of(user)));
    }
    for (std::size_t step = 1; step <= logins.size(); ++step) {  // the owner comes last
      const std::size_t user = (owner + step) % logins.size();
      CheckCode stolen = guess(code_of(owner), logins[user]);
      stolen.limits = unlimited;
      const auto expected = user == owner ? Judgement::accepted : Judgement::wrong;
      EXPECT_EQ(check(stolen).judgement, expected) << owner << " used by " << user;
    }
  }
}

TEST_P(StoreContract, ACodeOfOneLoginFindsNothingInAnother) {
  open_new(challenge(1));
  for (const LoginKey& other : all_keys()) {
    if (other == ssh_login()) continue;
    EXPECT_EQ(type(right_code, other).judgement, Judgement::none_open);
  }
  EXPECT_EQ(type(right_code).judgement, Judgement::accepted);
}

TEST_P(StoreContract, AConsumedCodeIsUnknownToOtherLogins) {
  open_new(challenge(1));
  ASSERT_EQ(type(right_code).judgement, Judgement::accepted);
  for (const LoginKey& other : all_keys()) {
    if (other == ssh_login()) continue;
    EXPECT_EQ(type(right_code, other).judgement, Judgement::none_open);
  }
}

TEST_P(StoreContract, AWrongCodeOfOneLoginSpendsNoChallengeOfAnother) {
  LoginKey sudo = ssh_login();
  sudo.service = "sudo";
  open_new(challenge(1));
  open_new(challenge(2, sudo));
  for (int i = 0; i < 3; ++i) type(wrong_code);
  EXPECT_EQ(load(sudo).outstanding.at(0).failures, 0u);
  EXPECT_EQ(type(right_code, sudo).judgement, Judgement::accepted);
}

}  // namespace
}  // namespace tessera::test
