// SPDX-License-Identifier: Apache-2.0
// What cannot be sent ends no login that an app's code or a backup code would let in.
#include "tests/login/app_world.hpp"

namespace tessera::test {
namespace {

class Fallback : public AppWorld {
 protected:
  void take_courier_away() {
    courier.fate_of = [](const Message&) { return Fate{{DeliveryStatus::failed, "", "the courier is away"}, std::nullopt}; };
  }
  /// ana has backup codes, and no app that counts.
  void only_backup_codes() { codes = run_async(make_backup_codes(ports(), "ana", "ana")).value(); }
};

TEST_F(Fallback, AnAppIsAskedWhereTheOnlyMailFails) {
  config.channels.text.clear();
  config.channels.call.clear();
  const std::string seed = enrol();
  take_courier_away();
  ScriptedPerson person;
  person.types("m");
  person.types("");
  person.types([&] { return code_of(seed); });
  ASSERT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[2], "\nThe e-mail could not be sent. Your app has the code.\nApp code: ");
}

TEST_F(Fallback, AnAppIsAskedAtOnceWhereTextAndCallWouldSendNothing) {
  const std::string seed = enrol();
  take_courier_away();
  ScriptedPerson person;
  for (const char* answer : {"m", "3", ""}) person.types(answer);
  person.types([&] { return code_of(seed); });
  ASSERT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[2], "\nThe e-mail could not be sent. Your app has the code.\nApp code: ");
  EXPECT_EQ(person.screens[3], "\nm text, call   l lost or new phone   q quit\nApp code: ") << "what failed is not offered";
}

TEST_F(Fallback, AnAppIsAskedOnceEveryWayThatSendsHasFailed) {
  config.channels.after_enrolment = AfterEnrolment::send;
  const std::string seed = enrol();
  take_courier_away();
  ScriptedPerson person;
  for (const char* answer : {"m", "1", "2", "3", "m"}) person.types(answer);
  person.types([&] { return code_of(seed); });
  ASSERT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[3], "\nThe call could not be placed.\n  3  E-mail to a**@example.com\nChoice [3]: ");
  EXPECT_EQ(person.screens[4], "\nThe e-mail could not be sent. Your app has the code.\nApp code: ");
  EXPECT_EQ(person.screens[5], "\nNo other way works now.\nApp code: ");
}

TEST_F(Fallback, AnAppIsAskedWhereALimitAllowsNoMail) {
  const std::string seed = enrol();
  config.limits.sends.per_account = {0, std::chrono::hours(1)};
  ScriptedPerson person;
  person.types("m");
  person.types("3");
  person.types([&] { return code_of(seed); });
  ASSERT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[2].find("\nNothing was sent: too many codes lately. The next can be sent at "), 0u) << person.screens[2];
  EXPECT_NE(person.screens[2].find(" Your app has the code.\nApp code: "), std::string::npos) << person.screens[2];
}

TEST_F(Fallback, ABackupCodeIsAskedWhereNothingCanBeSent) {
  only_backup_codes();
  take_courier_away();
  ScriptedPerson person;
  for (const char* answer : {"1", "2", "3", "m"}) person.types(answer);
  person.types([&] { return codes[0]; });
  ASSERT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[3], "\nThe e-mail could not be sent.\nBackup code (like k7mf-2qpx): ");
  EXPECT_EQ(person.screens[4], "\nNo other way works now.\nBackup code (like k7mf-2qpx): ");
  EXPECT_EQ(audit().back().channel, "backup");
}

TEST_F(Fallback, ABackupCodeIsAskedWhereALimitAllowsNoText) {
  only_backup_codes();
  config.limits.sends.per_account = {0, std::chrono::hours(1)};
  ScriptedPerson person;
  person.types("1");
  person.types([&] { return codes[0]; });
  ASSERT_EQ(log_in(person), Verdict::proven);
  EXPECT_NE(person.screens[1].find("lately. The next can be sent at "), std::string::npos) << person.screens[1];
  EXPECT_TRUE(person.screens[1].ends_with(".\nBackup code (like k7mf-2qpx): ")) << person.screens[1];
}

TEST_F(Fallback, TheHelpDesksCodeIsAskedWhereThereIsNoOther) {
  const std::string code = run_async(make_desk_code(ports(), "ana", "root")).value();
  take_courier_away();
  ScriptedPerson person;
  for (const char* answer : {"1", "2", "3"}) person.types(answer);
  person.types(code);
  ASSERT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[3], "\nThe e-mail could not be sent.\nCode from the help desk: ");
}

TEST_F(Fallback, ALostPhonesMenuStaysWhereALimitAllowsNoText) {
  enrol();
  config.limits.sends.per_account = {0, std::chrono::hours(1)};
  ScriptedPerson person;
  for (const char* answer : {"l", "3", "1"}) person.types(answer);
  person.types([&] { return codes[0]; });
  ASSERT_EQ(log_in(person), Verdict::proven);
  EXPECT_NE(person.screens[2].find("\n  1  Backup code (10 left)\n"), std::string::npos) << person.screens[2];
}

TEST_F(Fallback, WhoeverAsksOnAndOnForWhatALimitForbidsIsRefused) {
  enrol();
  config.limits.sends.per_account = {0, std::chrono::hours(1)};
  ScriptedPerson person;
  person.types("l");
  for (int i = 0; i < 6; ++i) person.types("3");
  EXPECT_EQ(log_in(person), Verdict::refused);
  EXPECT_EQ(audit().back().reason, "send_limit");
  EXPECT_NE(audit().back().detail.find("send limit per_account"), std::string::npos) << audit().back().detail;
}

/// The app is out of reach, and nothing else is left: a refusal, not a question that cannot be answered.
TEST_F(Fallback, ALostPhoneWithoutAnythingElseIsRefused) {
  enrol();
  config.help_desk.clear();
  EXPECT_TRUE(run_async(store->put_backup_codes({.account = "ana", .salt = "s", .hashes = {}, .desk_until = {}, .actor = "ana", .now = clock.now()})).value());
  take_courier_away();
  ScriptedPerson person;
  for (const char* answer : {"l", "1", "2", "3"}) person.types(answer);
  EXPECT_EQ(log_in(person), Verdict::refused);
  EXPECT_EQ(audit().back().reason, "not_delivered");
}

}  // namespace
}  // namespace tessera::test
