// SPDX-License-Identifier: Apache-2.0
// What `tessera` may do for its own account, and after which proof.
#include <algorithm>

#include "tests/login/own_account.hpp"

namespace tessera::test {
namespace {

TEST_F(OwnAccount, AnAppAfterATextWithBackupCodes) {
  ScriptedPerson person;
  person.types("1");
  person.types(right_code());
  types_app_code(person);
  EXPECT_EQ(enrol(person), Verdict::proven);
  EXPECT_NE(courier.sent[0].text.find("To change your app or backup codes, on web01."), std::string::npos) << courier.sent[0].text;
  EXPECT_EQ(courier.sent[0].text.find("http"), std::string::npos);
  EXPECT_EQ(person.screens.back(), "Code from the app: ");
  EXPECT_EQ(person.told.back(), "App works. From now on its code replaces texts and calls.");
  EXPECT_EQ(std::ranges::count(screens.codes, '\n'), 9);
  EXPECT_TRUE(state().app.has_value());
}

TEST_F(OwnAccount, ContactsOfAnotherSourceProveAndAreTold) {
  config.accounts.sources.push_back({.kind = SourceKind::csv, .path = "/contacts.csv", .ldap = {}, .at = {}});
  directory.add_uid(1002, "dora");
  directory.add("dora");
  directory.set_contacts("dora", {.phone = {}, .email = "dora@example.com"});
  ScriptedPerson person;
  person.types("");
  person.types(right_code());
  types_app_code(person);
  EXPECT_EQ(enrol(person, {}, 1002), Verdict::proven);
  EXPECT_EQ(courier.sent.front().to, "dora@example.com");
  EXPECT_EQ(courier.sent.back().to, "dora@example.com") << "told of the app";
  EXPECT_TRUE(courier.sent.back().code.empty());
}

TEST_F(OwnAccount, ADirectoryThatIsAwayIsNoMissingContact) {
  config.accounts.sources.push_back({.kind = SourceKind::csv, .path = "/contacts.csv", .ldap = {}, .at = {}});
  directory.add_uid(1002, "dora");
  directory.add("dora");
  directory.fail("ldap: time up");
  for (const auto action : {user::Action::enrol, user::Action::backup_codes}) {
    ScriptedPerson dora;
    EXPECT_EQ(wish(dora, action, {}, 1002), Verdict::unavailable);
    EXPECT_EQ(dora.told.at(0).find("Not proven: it could not be found out how dora is reached: a directory does not answer."), 0u)
        << dora.told.at(0);
    EXPECT_EQ(audit().back().reason, "contacts_unclear");
    EXPECT_NE(log.lines.back().find("ldap: time up"), std::string::npos) << log.lines.back();
  }
  ScriptedPerson asks;
  EXPECT_EQ(wish(asks, user::Action::status, {}, 1002), Verdict::proven);
  EXPECT_NE(screens.asked.find("a directory does not answer"), std::string::npos) << screens.asked;
  EXPECT_EQ(prefer("email", 1002), Verdict::proven) << "needs no contact";
}

TEST_F(OwnAccount, BeingLoggedInIsNotEnough) {
  ScriptedPerson person;
  for (const char* code : {"1", "000000", "000001", "000002"}) person.types(code);
  EXPECT_EQ(enrol(person), Verdict::refused);
  EXPECT_TRUE(screens.key.empty());
  EXPECT_EQ(person.told.back().find("Not proven: too many wrong codes. Run tessera again"), 0u) << person.told.back();
  ScriptedPerson quits;
  quits.types("q");
  EXPECT_EQ(wish(quits, user::Action::backup_codes), Verdict::refused);
  EXPECT_TRUE(screens.codes.empty());
}

TEST_F(OwnAccount, ANewPhoneByTextIsHeldAndByBackupCodeIsNot) {
  enrolled();
  const std::string backup = screens.codes.substr(0, 9);
  ScriptedPerson by_text;
  by_text.types("l");
  by_text.types("3");
  by_text.types(right_code());
  types_app_code(by_text);
  EXPECT_EQ(enrol(by_text), Verdict::proven);
  EXPECT_TRUE(state().app_held_until.has_value());
  ScriptedPerson by_backup;
  by_backup.types(backup);
  types_app_code(by_backup);
  EXPECT_EQ(enrol(by_backup), Verdict::proven);
  EXPECT_FALSE(state().app_held_until.has_value());
}

TEST_F(OwnAccount, BackupCodesAreNotHadForATextWhereThereIsAnApp) {
  enrolled();
  screens.codes.clear();
  ScriptedPerson by_text;
  by_text.types("l");
  by_text.types("3");
  by_text.types(right_code());
  EXPECT_EQ(wish(by_text, user::Action::backup_codes), Verdict::refused);
  EXPECT_TRUE(screens.codes.empty());
  ScriptedPerson by_app;
  types_app_code(by_app);
  EXPECT_EQ(wish(by_app, user::Action::backup_codes), Verdict::proven);
  EXPECT_EQ(state().backup->left, 10u);
  EXPECT_NE(courier.sent.back().text.find("New backup codes were made for ana"), std::string::npos);
}

TEST_F(OwnAccount, WrongFirstCodesEndItAndNothingCounts) {
  ScriptedPerson person;
  person.types("1");
  person.types(right_code());
  for (int i = 0; i < 5; ++i) person.types([this] { return app_code() == "000000" ? "000001" : "000000"; });
  EXPECT_EQ(enrol(person), Verdict::refused);
  EXPECT_NE(person.screens[3].find("Wrong code, 4 tries left."), std::string::npos) << person.screens[3];
  EXPECT_FALSE(state().app.has_value());
  EXPECT_FALSE(state().backup.has_value());
}

TEST_F(OwnAccount, WithoutAnyWayItTakesATicketOfOnesOwn) {
  ScriptedPerson none;
  EXPECT_EQ(enrol(none, {}, 1001), Verdict::refused);
  EXPECT_NE(none.told.at(0).find("tesseractl app enrol bob"), std::string::npos);
  ScriptedPerson with_anas;
  const std::string anas = ticket_for("ana");
  EXPECT_EQ(enrol(with_anas, anas, 1001), Verdict::refused);
  EXPECT_TRUE(screens.key.empty());
  ScriptedPerson with_own;
  types_app_code(with_own);
  EXPECT_EQ(enrol(with_own, ticket_for("bob"), 1001), Verdict::proven);
  EXPECT_TRUE(state("bob").app.has_value());
  ScriptedPerson ana;
  types_app_code(ana);
  EXPECT_EQ(enrol(ana, anas), Verdict::proven) << "not used up by another's try";
  ScriptedPerson again;
  EXPECT_EQ(enrol(again, anas), Verdict::refused) << "works once";
}

TEST_F(OwnAccount, SingleSignOnAndMachineAccountsAreToldWhyNot) {
  directory.add("carol", Origin::sso, "sss");
  directory.add_uid(1002, "carol");
  config.sso.url = "https://sso.example.com";
  config.machine_accounts = {"bob"};
  for (const auto action : {user::Action::enrol, user::Action::backup_codes}) {
    ScriptedPerson carol, bob;
    EXPECT_EQ(wish(carol, action, {}, 1002), Verdict::refused);
    EXPECT_EQ(carol.told.at(0), "carol comes from sss; change it at the identity provider: https://sso.example.com");
    EXPECT_EQ(wish(bob, action, {}, 1001), Verdict::refused);
    EXPECT_EQ(bob.told.at(0).find("bob is a machine account"), 0u);
  }
  ScriptedPerson nobody;
  EXPECT_EQ(wish(nobody, user::Action::status, {}, 4242), Verdict::refused);
}

TEST_F(OwnAccount, SendsStopBeforeLoginsLackThem) {
  config.limits.sends.per_account = {5, std::chrono::hours(1)};
  config.limits.sends.resend_after = milliseconds(0);
  ScriptedPerson person;
  person.types("1");
  for (int i = 0; i < 10; ++i) {
    person.types([this] {
      clock.advance(std::chrono::seconds(1));
      return std::string("r");
    });
  }
  enrol(person);
  EXPECT_EQ(courier.sent.size(), 4u);
  ScriptedPerson at_login;
  at_login.types("1");
  at_login.types(right_code());
  EXPECT_EQ(log_in(at_login), Verdict::proven) << "one is left for the login";
}

TEST_F(OwnAccount, StatusSaysWhetherOneIsAsked) {
  config.services = {{"sshd", Whom::user}, {"sudo", Whom::user}};
  ScriptedPerson person;
  const auto asked = [&](Switch position) {
    set_switch(position);
    EXPECT_EQ(wish(person, user::Action::status), Verdict::proven);
    return screens.asked;
  };
  EXPECT_EQ(asked(Switch::off), "Not asked: the second step is off here. Once on: asked for a code by sshd, sudo.");
  EXPECT_EQ(asked(Switch::observe), "Not asked yet: the second step is on trial here. Once on: asked for a code by sshd, sudo.");
  EXPECT_EQ(asked(Switch::enforce), "Asked for a code by sshd, sudo.");
  EXPECT_EQ(screens.app_since, 0u);
  enrolled();
  asked(Switch::enforce);
  EXPECT_NE(screens.app_since, 0u);
  EXPECT_EQ(screens.backup_codes, 10u);
  EXPECT_TRUE(person.screens.empty()) << "nothing is asked for it";
}

/// `enrolment: require`: whether somebody needs an app, and by when.
TEST_F(OwnAccount, NeedsAnAppWhereOneIsRequired) {
  ScriptedPerson person;
  const auto look = [&](Switch position) {
    set_switch(position);
    EXPECT_EQ(wish(person, user::Action::status), Verdict::proven);
  };
  look(Switch::enforce);
  EXPECT_EQ(screens.app_needed, user::Need::none);
  config.enrolment = EnrolmentPolicy::require;
  config.enrolment_until = LastDay{"2027-01-31", clock.now() + std::chrono::hours(1)};
  look(Switch::enforce);
  EXPECT_EQ(screens.app_needed, user::Need::by_date);
  EXPECT_EQ(screens.needed_by, "2027-01-31");
  clock.advance(std::chrono::hours(1));
  look(Switch::enforce);
  EXPECT_EQ(screens.app_needed, user::Need::now);
  look(Switch::observe);
  EXPECT_EQ(screens.app_needed, user::Need::none) << "nobody is held to anything on trial";
  look(Switch::enforce);
  config.machine_accounts = {"ana"};
  look(Switch::enforce);
  EXPECT_EQ(screens.app_needed, user::Need::none);
  config.machine_accounts = {};
  enrolled();
  look(Switch::enforce);
  EXPECT_EQ(screens.app_needed, user::Need::none);
}

TEST_F(OwnAccount, ListsAndRevokesItsOwnTrustedPlaces) {
  const TimePoint now = clock.now();
  ASSERT_TRUE(run_async(store->put_trust({"ana", "p1", "192.0.2.7", now, now + std::chrono::hours(8)})));
  ASSERT_TRUE(run_async(store->put_trust({"bob", "p2", "192.0.2.8", now, now + std::chrono::hours(8)})));
  ScriptedPerson person;
  EXPECT_EQ(wish(person, user::Action::trust_list), Verdict::proven);
  EXPECT_EQ(screens.places, std::vector<std::string>{"192.0.2.7"});
  EXPECT_EQ(wish(person, user::Action::trust_revoke), Verdict::proven);
  EXPECT_EQ(audit().back().reason, "trust_revoked");
  screens.places.clear();
  EXPECT_EQ(wish(person, user::Action::trust_list), Verdict::proven);
  EXPECT_TRUE(screens.places.empty());
  EXPECT_EQ(run_async(store->list_trust("bob", now))->size(), 1u) << "another's stay";
}

}  // namespace
}  // namespace tessera::test
