// SPDX-License-Identifier: Apache-2.0
// Readiness where contacts come from other sources than the store: as a login would find them (S11).
#include "tests/unit/admin/admin_world.hpp"

namespace tessera::test {
namespace {

using ::testing::HasSubstr;

class SurveyOfSources : public AdminWorld {
 protected:
  SurveyOfSources() {
    config.accounts.sources = {AccountSource{}, AccountSource{}};
    for (unsigned uid = 1000; const char* name : {"ana", "bob", "cyd"}) {
      host_accounts.push_back({.name = name, .uid = uid++});
      directory.add(name);
    }
    put_ana();
    directory.set_contacts("bob", {.phone = {}, .email = "bob@example.com"});
  }
  std::map<std::string, std::string> verdicts() {
    std::map<std::string, std::string> found;
    for (const Json& item : ask("account.audit").items) {
      if (item.contains("account")) found[item["account"]] = item["verdict"];
    }
    return found;
  }
};

TEST_F(SurveyOfSources, FindsContactsAsALoginDoes) {
  const std::map<std::string, std::string> expected = {{"ana", "ready"}, {"bob", "ready"}, {"cyd", "no-contact"}};
  EXPECT_EQ(verdicts(), expected);
  EXPECT_EQ(directory.contacts_asked, (std::vector<std::string>{"bob", "cyd"})) << "the store's come first";
}

TEST_F(SurveyOfSources, AsksNobodyElseWhereNoSourceIsListed) {
  config.accounts.sources.resize(1);
  EXPECT_EQ(verdicts()["bob"], "no-contact");
  EXPECT_TRUE(directory.contacts_asked.empty());
}

TEST_F(SurveyOfSources, ASourceThatIsAwayMakesNobodyReady) {
  directory.fail("ldap: timed out");
  EXPECT_EQ(verdicts()["cyd"], "unclear");
  const Answer refused = ask("environment.enforce");
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.error, HasSubstr("cyd: unclear"));
}

}  // namespace
}  // namespace tessera::test
