// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tests/unit/admin/admin_world.hpp"

namespace tessera::test {
namespace {

using ::testing::HasSubstr;

class Accounts : public AdminWorld {
 protected:
  Json shown(const std::string& name) {
    const Answer answer = ask("account.show", {{"account", name}});
    EXPECT_EQ(answer.exit, 0) << answer.error;
    return answer.items.size() == 1 ? answer.items[0] : Json();
  }
  /// Wrong codes until the account is locked.
  void lock(const std::string& name) {
    const LoginKey login{name, "sshd", "web01", "203.0.113.9"};
    AttemptLimits limits;
    limits.consecutive = 3;
    Challenge challenge;
    challenge.id = std::string(32, 'a');
    challenge.login = login;
    challenge.destination = "hash";
    challenge.sent_at = clock.now();
    challenge.expires_at = clock.now() + std::chrono::minutes(5);
    ASSERT_TRUE(run_async(sqlite->open_challenge({challenge, {}, {}})));
    for (int i = 0; i < 3; ++i) {
      CheckCode wrong;
      wrong.login = login;
      wrong.matches = [](const ChallengeId&, const CodeMac&) { return false; };
      wrong.now = clock.now();
      wrong.limits = limits;
      ASSERT_TRUE(run_async(sqlite->check(std::move(wrong))));
    }
  }
};

TEST_F(Accounts, AddKeepsTheContactsAndSaysWhoDidIt) {
  const Answer answer =
      ask("account.add",
          {{"account", "ana"}, {"phone", phone_json("+15005550142")}, {"email", "ana@example.com"}});
  EXPECT_EQ(answer.exit, 0) << answer.error;
  ASSERT_EQ(answer.items.size(), 1u);
  EXPECT_EQ(answer.items[0].dump(), R"({"account":"ana","result":"added"})");
  const AuditEntry entry = newest_entry();
  EXPECT_EQ(entry.account, "ana");
  EXPECT_EQ(entry.reason, "account_added");
  EXPECT_EQ(entry.actor, self());
  const auto state = run_async(sqlite->find_account("ana", clock.now()));
  ASSERT_TRUE(state && state->account);
  EXPECT_EQ(state->account->contacts.phone, (Phone{"+15005550142", "US", "mobile"}));
}

TEST_F(Accounts, ShowHasTheKeysThatScriptsRelyOn) {
  put_ana();
  directory.add_creator("ana");
  EXPECT_EQ(shown("ana").dump(),
            R"({"account":"ana","origin":"local","population":"creator","creator_groups":["sudo"],"phone":"+15005550142",)"
            R"("email":"ana@example.com","app":false,"locked_until":null,"failures":0})");
}

TEST_F(Accounts, ALocalAccountWithoutContactsIsShownWithNone) {
  directory.add("carl");
  const Json carl = shown("carl");
  EXPECT_EQ(carl["phone"], nullptr);
  EXPECT_EQ(carl["email"], nullptr);
  EXPECT_EQ(carl["population"], "express");
}

TEST_F(Accounts, NobodysNameIsNoAccount) {
  for (const char* verb : {"account.show", "account.remove", "unlock"}) {
    const Answer answer = ask(verb, {{"account", "nobodys"}});
    EXPECT_EQ(answer.exit, 67) << verb;
    EXPECT_THAT(answer.error, HasSubstr("nobodys")) << verb;
  }
  const Answer added = ask("account.add", {{"account", "nobodys"}, {"email", "n@example.com"}});
  EXPECT_EQ(added.exit, 67);
  EXPECT_THAT(added.error, HasSubstr("--allow-unknown"));
  EXPECT_EQ(ask("account.set", {{"account", "nobodys"}, {"email", "n@example.com"}}).exit, 67);
}

TEST_F(Accounts, ANameThatWillBeKnownLaterCanBeAdded) {
  EXPECT_EQ(
      ask("account.add", {{"account", "dora"}, {"email", "d@example.com"}, {"allow_unknown", true}}).exit, 0);
  EXPECT_EQ(shown("dora")["origin"], "nobody");
}

TEST_F(Accounts, AddingTwiceIsANegativeAnswer) {
  put_ana();
  const Answer answer = ask("account.add", {{"account", "ana"}, {"email", "other@example.com"}});
  EXPECT_EQ(answer.exit, 1);
  EXPECT_EQ(answer.error, "ana exists; use account set");
  EXPECT_EQ(shown("ana")["email"], "ana@example.com");
}

TEST_F(Accounts, SingleSignOnAccountsAreChangedAtTheirProvider) {
  const std::string sentence = "bob comes from sss; change it at the identity provider";
  const Json contacts{{"account", "bob"}, {"email", "bob@example.com"}};
  for (const auto& [verb, args] : {std::pair{"account.add", contacts},
                                   {"account.set", contacts},
                                   {"unlock", Json{{"account", "bob"}}}}) {
    const Answer answer = ask(verb, args);
    EXPECT_EQ(answer.exit, 1) << verb;
    EXPECT_EQ(answer.error, sentence) << verb;
  }
  EXPECT_EQ(shown("bob")["origin"], "sso");
}

// R-61: a source that does not answer never makes a name local, nor nobody's.
TEST_F(Accounts, AnUnclearOriginIsTryLater) {
  directory.fail("sss: time up");
  const Json contacts{{"account", "eve"}, {"email", "eve@example.com"}};
  for (const auto& [verb, args] : {std::pair{"account.add", contacts},
                                   {"account.set", contacts},
                                   {"unlock", Json{{"account", "eve"}}},
                                   {"account.show", Json{{"account", "eve"}}}}) {
    const Answer answer = ask(verb, args);
    EXPECT_EQ(answer.exit, 75) << verb;
    EXPECT_THAT(answer.error, HasSubstr("sss: time up")) << verb;
  }
}

TEST_F(Accounts, WhatTheConfigurationRequiresMustBeThere) {
  const Answer answer = ask("account.add", {{"account", "ana"}, {"phone", phone_json("+15005550142")}});
  EXPECT_EQ(answer.exit, 65);
  EXPECT_EQ(answer.error, "ana needs an e-mail address: accounts.require names email");
  config.accounts.require = {"phone"};
  EXPECT_THAT(ask("account.add", {{"account", "ana"}, {"email", "ana@example.com"}}).error,
              HasSubstr("accounts.require names phone"));
  config.accounts.require = {};
  EXPECT_EQ(ask("account.add", {{"account", "ana"}}).exit, 65);
  EXPECT_EQ(ask("account.add", {{"account", "ana"}, {"phone", phone_json("+15005550142")}}).exit, 0);
}

// R-40
TEST_F(Accounts, ContactsThatCannotBeKeptAreNamed) {
  config.limits.sends.regions = {"US", "CA"};
  const std::pair<Json, const char*> cases[] = {
      {{{"phone", phone_json("15005550142")}}, "E.164"},
      {{{"phone", phone_json("+4915112345678", "DE")}}, "limits.sends.regions allows US, CA"},
      {{{"phone", phone_json("+19005550142", "US", "premium")}}, "premium-rate"},
      {{{"email", "ana"}}, "e-mail address"},
      {{{"email", "ana@example.com\r\nBcc: x@example.com"}}, "e-mail address"},
  };
  for (const auto& [contact, error] : cases) {
    Json args = contact;
    args["account"] = "ana";
    const Answer added = ask("account.add", args);
    EXPECT_EQ(added.exit, 65) << args;
    EXPECT_THAT(added.error, HasSubstr(error)) << args;
  }
  put_ana();
  EXPECT_EQ(ask("account.set", {{"account", "ana"}, {"phone", phone_json("+4915112345678", "DE")}}).exit, 65);
}

TEST_F(Accounts, SetChangesWhatIsNamedAndNothingElse) {
  put_ana();
  Answer answer = ask("account.set", {{"account", "ana"}, {"phone", phone_json("+15005550199")}, {"now", true}, {"reason", "new phone"}});
  EXPECT_EQ(answer.items.at(0)["result"], "changed");
  EXPECT_EQ(shown("ana")["phone"], "+15005550199");
  EXPECT_EQ(shown("ana")["email"], "ana@example.com");
  EXPECT_EQ(newest_entry().reason, "account_changed");
  answer = ask("account.set", {{"account", "ana"}, {"phone", nullptr}});
  EXPECT_EQ(answer.exit, 0);
  EXPECT_EQ(shown("ana")["phone"], nullptr);
  EXPECT_EQ(ask("account.set", {{"account", "ana"}, {"phone", nullptr}}).items.at(0)["result"], "unchanged");
}

TEST_F(Accounts, SetDoesNotTakeAwayWhatIsRequired) {
  put_ana();
  const Answer answer = ask("account.set", {{"account", "ana"}, {"email", nullptr}});
  EXPECT_EQ(answer.exit, 65);
  EXPECT_THAT(answer.error, HasSubstr("accounts.require names email"));
  EXPECT_EQ(shown("ana")["email"], "ana@example.com");
  config.accounts.require = {};
  EXPECT_EQ(ask("account.set", {{"account", "ana"}, {"email", nullptr}}).exit, 0);
}

TEST_F(Accounts, SetNeedsSomethingToSetAndAnAccountOnRecord) {
  EXPECT_EQ(ask("account.set", {{"account", "ana"}}).exit, 64);
  const Answer answer = ask("account.set", {{"account", "ana"}, {"email", "ana@example.com"}});
  EXPECT_EQ(answer.exit, 67);
  EXPECT_THAT(answer.error, HasSubstr("use account add"));
}

TEST_F(Accounts, UnlockLiftsTheLockAndIsLogged) {
  put_ana();
  lock("ana");
  EXPECT_EQ(shown("ana")["locked_until"], rfc3339(clock.now() + std::chrono::minutes(15)));
  EXPECT_EQ(shown("ana")["failures"], 3);
  EXPECT_EQ(ask("unlock", {{"account", "ana"}}).items.at(0)["result"], "unlocked");
  EXPECT_EQ(shown("ana")["locked_until"], nullptr);
  EXPECT_EQ(shown("ana")["failures"], 0);
  EXPECT_EQ(newest_entry().actor, self());
  const Answer again = ask("unlock", {{"account", "ana"}});
  EXPECT_EQ(again.exit, 0);
  EXPECT_EQ(again.items.at(0)["result"], "unchanged");
}

TEST_F(Accounts, RemoveTakesThemOffTheRecord) {
  put_ana();
  EXPECT_EQ(ask("account.remove", {{"account", "ana"}}).items.at(0)["result"], "removed");
  EXPECT_EQ(shown("ana")["email"], nullptr);
  EXPECT_EQ(newest_entry().reason, "account_removed");
  EXPECT_EQ(ask("account.remove", {{"account", "ana"}}).exit, 67);
}

TEST_F(Accounts, ListStreamsAllOfThemByNameAcrossPages) {
  std::vector<Async<Stored<Put>>> puts;
  for (int i = 1000; i < 2001; ++i) {
    Account account{"user" + std::to_string(i), {{}, "u@example.com"}, clock.now()};
    puts.push_back(sqlite->put_account({account, true, "test"}));
  }
  run_together(std::move(puts));
  const Answer answer = ask("account.list");
  EXPECT_EQ(answer.exit, 0);
  ASSERT_EQ(answer.items.size(), 1001u);
  EXPECT_EQ(answer.items.front()["account"], "user1000");
  EXPECT_EQ(answer.items.back()["account"], "user2000");
  const auto name = [](const Json& item) { return item["account"].get<std::string>(); };
  EXPECT_TRUE(std::ranges::is_sorted(answer.items, std::ranges::less{}, name));
}

}  // namespace
}  // namespace tessera::test
