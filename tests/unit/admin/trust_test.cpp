// SPDX-License-Identifier: Apache-2.0
// Trusted places behind the admin socket.
#include "tests/unit/admin/admin_world.hpp"

namespace tessera::test {
namespace {

using ::testing::HasSubstr;

class Trust : public AdminWorld {
 protected:
  void trust(const std::string& account) {
    const TrustedPlace place{account, "id-of-" + account, "ssh from 203.0.113.9", clock.now(), clock.now() + std::chrono::hours(8)};
    ASSERT_TRUE(run_async(sqlite->put_trust(place)));
  }
};

TEST_F(Trust, PlacesAreListedAndRevoked) {
  trust("ana");
  const Answer listed = ask("trust.list", {{"account", "ana"}});
  ASSERT_EQ(listed.items.size(), 1u);
  EXPECT_EQ(listed.items[0]["place"], "ssh from 203.0.113.9");
  EXPECT_EQ(listed.items[0]["until"], rfc3339(clock.now() + std::chrono::hours(8)));
  EXPECT_EQ(ask("trust.revoke", {{"account", "ana"}}).items.at(0).dump(), R"({"account":"ana","revoked":1})");
  EXPECT_EQ(newest_entry().reason, "trust_revoked");
  const Answer again = ask("trust.revoke", {{"account", "ana"}});
  EXPECT_EQ(again.exit, 0) << "what was wanted holds";
  EXPECT_EQ(again.items.at(0)["revoked"], 0);
  EXPECT_EQ(ask("trust.list", {{"account", "ana"}}).exit, 0);
  EXPECT_EQ(ask("trust.list").exit, 0);
}

TEST_F(Trust, ANameThatNobodyKnowsIsAMistake) {
  for (const char* verb : {"trust.list", "trust.revoke"}) {
    const Answer answer = ask(verb, {{"account", "nobodys"}});
    EXPECT_EQ(answer.exit, 67) << verb;
    EXPECT_THAT(answer.error, HasSubstr("nobodys")) << verb;
    EXPECT_TRUE(answer.items.empty()) << verb;
  }
}

TEST_F(Trust, WhatIsLeftOverFromAnAccountThatIsGoneEndsToo) {
  trust("gone");
  EXPECT_EQ(ask("trust.list", {{"account", "gone"}}).items.size(), 1u);
  EXPECT_EQ(ask("trust.revoke", {{"account", "gone"}}).items.at(0)["revoked"], 1);
  EXPECT_EQ(ask("trust.revoke", {{"account", "gone"}}).exit, 67);
}

TEST_F(Trust, ASourceThatIsAwayKeepsNoPlace) {
  trust("eve");
  directory.fail("sss: time up");
  EXPECT_EQ(ask("trust.revoke", {{"account", "eve"}}).items.at(0)["revoked"], 1);
  EXPECT_EQ(ask("trust.revoke", {{"account", "eve"}}).exit, 0) << "nobody can say that there is no such account";
}

}  // namespace
}  // namespace tessera::test
