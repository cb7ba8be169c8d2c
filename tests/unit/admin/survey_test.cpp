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

TEST_F(SurveyOfSources, ASourceThatIsAwayMakesNobodyReady) {  // R-61
  directory.fail("ldap: timed out");
  EXPECT_EQ(verdicts()["cyd"], "unclear");
  const Answer refused = ask("environment.enforce");
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.error, HasSubstr("cyd: unclear"));
}

class SurveyOfListings : public AdminWorld {
 protected:
  SurveyOfListings() {
    host_accounts = {{.name = "ana", .uid = 1000}};
    put_ana();
    directory.add("eve", Origin::other, "extrausers");
    directory.add("sue", Origin::sso, "sss");
    other_accounts = {{Listing::names, "sss", {}, {"sue", "ana", "left"}, {"daemon"}},
                      {Listing::names, "extrausers", {}, {"eve", "sue", "eve"}, {}}};
  }
  Answer audit() { return ask("account.audit"); }
  static std::vector<std::string> rows(const Answer& answer) {
    std::vector<std::string> rows;
    for (const Json& item : answer.items) {
      if (item.contains("account")) rows.push_back(std::string(item["account"]) + " " + std::string(item["says"]));
    }
    return rows;
  }
  void put_on_record(const std::string& name) {
    std::vector<PutAccount> puts{{Account{name, {{}, name + "@example.com"}, clock.now()}, true, "test"}};
    ASSERT_TRUE(run_async(sqlite->put_accounts(std::move(puts))));
  }
};

TEST_F(SurveyOfListings, HasWhoIsNotOnRecordByTheOriginOfTheLogin) {  // S12
  const Answer answer = audit();
  EXPECT_EQ(rows(answer), (std::vector<std::string>{"ana ready", "sue sso: sss", "eve no-contact"}));
  EXPECT_EQ(answer.items[2]["origin"], "other");
  EXPECT_EQ(answer.items[2]["source"], "extrausers");
  EXPECT_EQ(answer.items.back()["totals"]["not_ready"], 1);
  EXPECT_EQ(answer.items.back()["totals"]["sources_not_listed"], Json::array());
  EXPECT_THAT(ask("environment.enforce").error, HasSubstr("1 account is not ready\n  eve: no-contact"));
  EXPECT_EQ(ask("environment.enforce", {{"accept_locked_out", 1}}).exit, 0);
}

TEST_F(SurveyOfListings, WhoIsListedAndOnRecordComesOnceAndWithoutAShellNever) {
  for (const char* name : {"eve", "daemon", "old"}) put_on_record(name);
  directory.add("daemon", Origin::other, "sss");
  EXPECT_EQ(rows(audit()), (std::vector<std::string>{"ana ready", "sue sso: sss", "eve ready", "old gone"}));
}

TEST_F(SurveyOfListings, ASourceThatCannotBeListedIsToldAndFailsNothing) {
  other_accounts.insert(other_accounts.begin(), {Listing::not_listed, "ldap", "lists no account", {}, {}});
  put_on_record("eve");
  const Answer answer = audit();
  EXPECT_EQ(answer.exit, 0) << answer.error;
  const Json told = answer.items.back()["totals"]["sources_not_listed"];
  EXPECT_EQ(told.dump(), R"([{"source":"ldap","why":"lists no account","says":"source ldap cannot be listed: its accounts )"
                         R"x(appear once they are on record (lists no account)"}])x");
  EXPECT_EQ(ask("environment.enforce").items.at(0)["sources_not_listed"], told);
  EXPECT_FALSE(ask("environment.show").items.at(0).contains("sources_not_listed"));
}

TEST_F(SurveyOfListings, TwoAuditsAtOnceAreToldToTryLater) {
  other_accounts = {{Listing::busy, {}, {}, {}, {}}};
  EXPECT_EQ(audit().exit, 75);
  EXPECT_EQ(ask("environment.enforce").exit, 75);
}

TEST_F(SurveyOfListings, ASourceThatListsButCannotBeAskedIsUnclear) {  // R-61
  directory.fail("sss is away");
  EXPECT_EQ(rows(audit()), (std::vector<std::string>{"ana ready", "sue sso: sss", "left unclear", "eve no-contact"}));
}

TEST_F(AdminWorld, ACreatorIsShownWithTheGroupsThatMakeOne) {
  put_ana();
  EXPECT_EQ(ask("account.show", {{"account", "ana"}}).items.at(0)["creator_groups"], Json::array());
  directory.add_creator("ana");
  EXPECT_EQ(ask("account.show", {{"account", "ana"}}).items.at(0)["creator_groups"], Json({"sudo"}));
  EXPECT_EQ(ask("account.list").items.at(0)["creator_groups"], Json({"sudo"}));
}

}  // namespace
}  // namespace tessera::test
