// SPDX-License-Identifier: Apache-2.0
// A contact that an administrator changes is held as one that a directory changes is (R-12).
#include "tests/unit/admin/admin_world.hpp"

namespace tessera::test {
namespace {

using ::testing::HasSubstr;

class ContactChanges : public AdminWorld {
 protected:
  ContactChanges() { put_ana(); }

  Answer set_phone(const std::string& number, Json more = Json::object()) {
    Json args{{"account", "ana"}, {"phone", phone_json(number)}};
    args.update(more);
    return ask("account.set", args);
  }
  Json shown() { return ask("account.show", {{"account", "ana"}}).items.at(0); }
  std::vector<std::string> told() {
    std::vector<std::string> addresses;
    for (const Message& message : courier.sent) addresses.push_back(message.to);
    courier.sent.clear();
    return addresses;
  }
  void use_csv() {
    config.accounts.sources.push_back({.kind = SourceKind::csv, .path = "/contacts.csv", .ldap = {}, .at = {}});
    directory.add("dora");
    directory.set_contacts("dora", {Phone{"+15005550150", "US", "mobile"}, std::nullopt});
  }
  void see_dora_first() { bind_phone("dora", {"+15005550150", "US", "mobile"}); }
};

TEST_F(ContactChanges, SetHoldsAndSaysSo) {
  const Answer answer = set_phone("+15005550143");
  EXPECT_EQ(answer.exit, 0) << answer.error;
  const Json& item = answer.items.at(0);
  EXPECT_EQ(item["result"], "held");
  EXPECT_EQ(item["held"]["phone"]["contact"], "+15005550143");
  EXPECT_EQ(item["held"]["phone"]["until"], rfc3339(clock.now() + config.accounts.hold_changes));
  EXPECT_EQ(told(), (std::vector<std::string>{"+15005550142", "ana@example.com"}));  // the old one, and the other channel
  EXPECT_EQ(newest_entry().reason, "contact_held");
  EXPECT_EQ(newest_entry().actor, self());
  EXPECT_EQ(newest_entry().detail, "phone +1 *** *** **43");  // R-54
  EXPECT_EQ(shown()["phone"], "+15005550142");
  EXPECT_EQ(shown()["held"]["phone"]["contact"], "+15005550143");
}

TEST_F(ContactChanges, SettingTheSameAgainKeepsItsTimeAndTellsNobody) {
  const std::string until = set_phone("+15005550143").items.at(0)["held"]["phone"]["until"];
  told();
  clock.advance(std::chrono::hours(1));
  const Answer again = set_phone("+15005550143");
  EXPECT_EQ(again.items.at(0)["held"]["phone"]["until"], until);
  EXPECT_TRUE(told().empty());
  EXPECT_NE(set_phone("+15005550144").items.at(0)["held"]["phone"]["until"], until);
  EXPECT_EQ(shown()["phone"], "+15005550142");
}

TEST_F(ContactChanges, SettingTheOldOneTakesTheChangeBack) {
  set_phone("+15005550143");
  EXPECT_EQ(set_phone("+15005550142").items.at(0)["result"], "changed");
  EXPECT_FALSE(shown().contains("held"));
  EXPECT_TRUE(ask("account.changes").items.empty());
}

TEST_F(ContactChanges, ItCountsAfterTheHold) {
  set_phone("+15005550143");
  clock.advance(config.accounts.hold_changes);
  EXPECT_EQ(shown()["phone"], "+15005550143");
  EXPECT_FALSE(shown().contains("held"));
  EXPECT_EQ(set_phone("+15005550144").items.at(0)["result"], "held");
  EXPECT_EQ(shown()["phone"], "+15005550143") << "although no login has bound it";
}

TEST_F(ContactChanges, NowNeedsAReasonAndCountsAtOnce) {
  EXPECT_EQ(set_phone("+15005550143", {{"now", true}}).exit, 64);
  EXPECT_EQ(set_phone("+15005550143", {{"reason", "why"}}).exit, 64);
  EXPECT_EQ(set_phone("+15005550143", {{"now", true}, {"reason", "two\nlines"}}).exit, 65);
  const Answer answer = set_phone("+15005550143", {{"now", true}, {"reason", "lost her phone"}});
  EXPECT_EQ(answer.items.at(0)["result"], "changed");
  EXPECT_EQ(shown()["phone"], "+15005550143");
  EXPECT_EQ(newest_entry().reason, "account_changed");
  EXPECT_THAT(newest_entry().detail, HasSubstr("at once: lost her phone"));
  EXPECT_THAT(log.lines.back(), HasSubstr("DETAIL=lost her phone"));
  EXPECT_EQ(told(), (std::vector<std::string>{"+15005550142", "ana@example.com"}));  // R-15
}

TEST_F(ContactChanges, NowEndsWhatIsHeldOfWhatItNamesAlone) {
  set_phone("+15005550143", {{"email", "other@example.com"}});
  set_phone("+15005550143", {{"now", true}, {"reason", "asked her"}});
  EXPECT_EQ(shown()["phone"], "+15005550143");
  EXPECT_EQ(shown()["email"], "ana@example.com");
  EXPECT_EQ(shown()["held"].size(), 1u);
  EXPECT_EQ(set_phone("+15005550144").items.at(0)["result"], "held");
  EXPECT_EQ(shown()["phone"], "+15005550143");
}

TEST_F(ContactChanges, ANumberThatWasTakenAwayIsOutOfUseAndStillCompared) {
  EXPECT_EQ(ask("account.set", {{"account", "ana"}, {"phone", nullptr}}).items.at(0)["result"], "changed");
  EXPECT_EQ(shown()["phone"], nullptr);
  EXPECT_EQ(set_phone("+15005550143").items.at(0)["result"], "held");
  EXPECT_EQ(shown()["phone"], "+15005550142");
}

TEST_F(ContactChanges, AContactOfAnotherKindCountsAtOnceAndIsTold) {
  const Account bob{"carl", {std::nullopt, "carl@example.com"}, clock.now()};
  directory.add("carl");
  ASSERT_TRUE(run_async(sqlite->put_account({bob, true, "test"})));
  EXPECT_EQ(ask("account.set", {{"account", "carl"}, {"phone", phone_json("+15005550160")}}).items.at(0)["result"], "changed");
  EXPECT_EQ(told(), (std::vector<std::string>{"carl@example.com"}));  // R-15: a factor was added
}

TEST_F(ContactChanges, AnImportHoldsAndCountsThem) {
  const Json row{{"account", "ana"}, {"phone", phone_json("+15005550143")}};
  EXPECT_EQ(ask("account.import", {{"check", true}, {"rows", {row}}}).items.at(0).dump(),
            R"({"added":0,"changed":1,"unchanged":0,"held":1})") << "foretold";
  EXPECT_TRUE(told().empty());
  EXPECT_FALSE(shown().contains("held"));
  EXPECT_EQ(ask("account.import", {{"rows", {row}}}).items.at(0).dump(), R"({"added":0,"changed":1,"unchanged":0,"held":1})");
  EXPECT_EQ(shown()["phone"], "+15005550142");
  EXPECT_EQ(told().size(), 2u);
  EXPECT_EQ(ask("account.import", {{"rows", {row}}}).items.at(0).dump(), R"({"added":0,"changed":0,"unchanged":1})");
}

TEST_F(ContactChanges, ChangesAreListedAndAccepted) {
  set_phone("+15005550143", {{"email", "other@example.com"}});
  const Answer changes = ask("account.changes");
  ASSERT_EQ(changes.items.size(), 2u);
  EXPECT_EQ(changes.items[0]["contact"], "phone");
  EXPECT_EQ(changes.items[0]["in_use"], "+15005550142");
  EXPECT_EQ(changes.items[0]["held"], "+15005550143");
  EXPECT_EQ(changes.items[1]["in_use"], "ana@example.com");
  told();
  const Answer accepted = ask("account.accept_change", {{"account", "ana"}});
  EXPECT_EQ(accepted.items.at(0).dump(),
            R"({"account":"ana","result":"accepted","phone":"+15005550143","email":"other@example.com"})");
  EXPECT_EQ(newest_entry().reason, "contact_accepted");
  EXPECT_EQ(newest_entry().actor, self());
  EXPECT_EQ(told(), (std::vector<std::string>{"+15005550142", "ana@example.com"}));
  EXPECT_EQ(shown()["phone"], "+15005550143");
  EXPECT_TRUE(ask("account.changes").items.empty());
  EXPECT_EQ(ask("account.accept_change", {{"account", "ana"}}).exit, 1);
  EXPECT_EQ(ask("account.accept_change", {{"account", "nobodys"}}).exit, 67);
}

TEST_F(ContactChanges, AChangeAtAnotherSourceIsShownAndAccepted) {
  use_csv();
  see_dora_first();
  directory.set_contacts("dora", {Phone{"+15005550151", "US", "mobile"}, std::nullopt});
  const Json dora = ask("account.show", {{"account", "dora"}}).items.at(0);
  EXPECT_EQ(dora["phone"], "+15005550150");
  EXPECT_EQ(dora["held"]["phone"]["contact"], "+15005550151");
  EXPECT_EQ(ask("account.accept_change", {{"account", "dora"}}).items.at(0)["phone"], "+15005550151");
  EXPECT_EQ(ask("account.show", {{"account", "dora"}}).items.at(0)["phone"], "+15005550151");
}

TEST_F(ContactChanges, AnAddedAccountIsHeldAgainstWhatAnotherSourceHad) {
  use_csv();
  see_dora_first();
  config.accounts.require = {};
  const Answer answer = ask("account.add", {{"account", "dora"}, {"phone", phone_json("+15005550151")}});
  EXPECT_EQ(answer.items.at(0)["result"], "held");
  EXPECT_EQ(ask("account.show", {{"account", "dora"}}).items.at(0)["phone"], "+15005550150");
}

// R-52, R-61
TEST_F(ContactChanges, WhatIsBoundIsSealedAgainAndWhatDoesNotOpenIsNotComparedWith) {
  set_phone("+15005550143");
  EXPECT_EQ(ask("keys.rotate").items.at(0)["sealed_again"], 2);
  EXPECT_EQ(shown()["phone"], "+15005550142");
  seeds = SeedKeys{Secret(std::string(32, 'x'))};
  EXPECT_EQ(shown()["phone"], nullptr);
  EXPECT_EQ(shown()["contacts_unreadable"], true);
  EXPECT_EQ(set_phone("+15005550144").exit, 1);
  const Json row{{"account", "ana"}, {"phone", phone_json("+15005550144")}};
  EXPECT_EQ(ask("account.import", {{"check", true}, {"rows", {row}}}).items.at(0)["column"], "account");
  EXPECT_EQ(ask("keys.rotate").items.at(0)["unreadable"], 2);
  EXPECT_EQ(set_phone("+15005550144", {{"now", true}, {"reason", "new seal key"}}).exit, 0);
  EXPECT_EQ(shown()["phone"], "+15005550144");
}

TEST_F(ContactChanges, ASourceThatCannotAnswerIsTryLater) {
  use_csv();
  directory.add("erik");
  directory.fail("ldap: time up");
  EXPECT_EQ(ask("account.accept_change", {{"account", "erik"}}).exit, 75);
  EXPECT_EQ(ask("account.show", {{"account", "erik"}}).items.at(0)["contacts_unclear"], "ldap: time up");
}

}  // namespace
}  // namespace tessera::test
