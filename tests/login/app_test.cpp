// SPDX-License-Identifier: Apache-2.0
// Logins with an authenticator app, without it, and on the way to it (mission S5 to S8).
#include "tests/login/app_world.hpp"

namespace tessera::test {
namespace {

class App : public AppWorld {};

TEST_F(App, TheFirstTextCarriesALinkThatSleepsUntilTheLogin) {
  ScriptedPerson person;
  person.types("1");
  std::string token, confirmation;
  person.types([&] {
    token = between(courier.sent.back().text, "/e/", " ");
    confirmation = between(person.screens.back(), "confirmation ", ",");
    EXPECT_EQ(open(token, confirmation).status, portal::OpenStatus::refused) << "asleep";
    return sent_code();
  });
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[1],
            "\nText sent to +1 *** *** **42 at 14:02, valid until 14:07.\n"
            "To set up an app afterwards: open the link in it, confirmation " + confirmation + ", or run: tessera enrol\n"
            "r send again   m other ways   q quit\n"
            "Code: ");
  const std::string& text = courier.sent[0].text;
  EXPECT_TRUE(text.starts_with(courier.sent[0].code)) << text;
  EXPECT_LE(text.size(), 306u) << "two GSM-7 segments";
  EXPECT_EQ(text.find(confirmation), std::string::npos) << "the confirmation stands on the screen alone";
  EXPECT_EQ(open(token, confirmation).status, portal::OpenStatus::opened);
}

TEST_F(App, WithoutAPageTheTextHasTheCodeOnly) {
  config.portal.reset();
  ScriptedPerson person;
  person.types("1");
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(courier.sent[0].text.find("http"), std::string::npos);
  EXPECT_NE(person.screens[1].find("run: tessera enrol"), std::string::npos);
}

TEST_F(App, AResentTextKeepsTheConfirmation) {
  ScriptedPerson person;
  person.types("1");
  person.types([this] {
    clock.advance(std::chrono::minutes(1));
    return std::string("r");
  });
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  const std::string first = between(courier.sent[0].text, "/e/", " "), second = between(courier.sent[1].text, "/e/", " ");
  EXPECT_NE(first, second);
  const std::string confirmation = between(person.screens[1], "confirmation ", ",");
  EXPECT_EQ(between(person.screens[2], "confirmation ", ","), confirmation);
  EXPECT_EQ(open(first, confirmation).status, portal::OpenStatus::refused);
  EXPECT_EQ(open(second, confirmation).status, portal::OpenStatus::opened);
}

TEST_F(App, OnceEnrolledTheAppIsAskedAndNothingIsSent) {
  const std::string seed = enrol();
  EXPECT_EQ(codes.size(), 10u);
  ScriptedPerson person;
  person.types([&] { return code_of(seed); });
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[0],
            "\ntraining-staging needs a second step for ana. Your app has the code.\n"
            "m text, call, e-mail   l lost or new phone   q quit\n"
            "App code: ");
  EXPECT_TRUE(courier.sent.empty());
  EXPECT_EQ(audit().back().channel, "app");
  ScriptedPerson again;
  again.types([&] { return code_of(seed); });
  log_in(again);
  EXPECT_EQ(again.screens[1].find("\nThat code was used already."), 0u) << again.screens[1];
}

TEST_F(App, TextAndCallSendNothingButEmailDoes) {
  const std::string seed = enrol();
  ScriptedPerson person;
  for (const char* answer : {"m", "1", "m", "2", "m", "3"}) person.types(answer);
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[2], "\nNothing was sent: your app gives the code.   l lost or new phone\nApp code: ");
  ASSERT_EQ(courier.sent.size(), 1u);
  EXPECT_EQ(courier.sent[0].channel, Channel::email);
}

TEST_F(App, AfterEnrolmentSendIsHeeded) {
  const std::string seed = enrol();
  config.channels.after_enrolment = AfterEnrolment::send;
  ScriptedPerson person;
  person.types("m");
  person.types("1");
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(courier.sent[0].text.find("http"), std::string::npos) << "who has an app needs no link";
}

TEST_F(App, ALostPhoneOffersWhatIsLeft) {
  enrol();
  ScriptedPerson person;
  person.types("l");
  person.types("1");
  person.types([this] { return codes[3]; });
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[1],
            "\nLost or new phone. The old app stops only when a new one is proven.\n"
            "  1  Backup code (10 left)\n"
            "  2  E-mail to a**@example.com\n"
            "  3  Text message to +1 *** *** **42\n"
            "  4  Phone call to +1 *** *** **42\n"
            "  5  One-time code from the help desk, 555-0100\n"
            "Choice [1]: ");
  EXPECT_EQ(person.screens[2], "Backup code (like k7mf-2qpx): ");
  ASSERT_FALSE(courier.sent.empty());
  EXPECT_NE(courier.sent[0].text.find("backup code of ana on training-staging was used. 9 left"), std::string::npos);
  EXPECT_EQ(audit().back().channel, "backup");
}

TEST_F(App, ANewPhoneByTextIsHeldAndEveryContactTold) {
  const std::string old = enrol();
  ScriptedPerson person;
  person.types("l");
  person.types("3");
  std::string token, confirmation;
  person.types([&] {
    token = between(courier.sent.back().text, "/e/", " ");
    confirmation = between(person.screens.back(), "confirmation ", ",");
    return sent_code();
  });
  EXPECT_EQ(log_in(person), Verdict::proven);
  const std::string seed = from_base32(open(token, confirmation).key).value();
  courier.sent.clear();
  const AppFinished finished = finish(token, code_of(seed));
  EXPECT_EQ(finished.status, portal::FinishStatus::finished);
  EXPECT_NE(finished.note.find("until then the old one does"), std::string::npos);
  EXPECT_EQ(courier.sent.size(), 2u) << "text and e-mail";
  clock.advance(std::chrono::minutes(2));
  ScriptedPerson with_old;
  with_old.types([&] { return code_of(old); });
  EXPECT_EQ(log_in(with_old), Verdict::proven);
  clock.advance(std::chrono::hours(24));
  ScriptedPerson with_new;
  with_new.types([&] { return code_of(seed); });
  EXPECT_EQ(log_in(with_new), Verdict::proven);
}

TEST_F(App, TheHelpDesksCodeLetsIn) {
  enrol();
  const std::string code = run_async(make_desk_code(ports(), "ana", "root")).value();
  ScriptedPerson person;
  person.types("l");
  person.types("5");
  person.types(code);
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[2], "Code from the help desk: ");
  EXPECT_EQ(audit().back().channel, "desk");
}

TEST_F(App, TheHelpDesksCodeMayBeMadeWhileThePersonWaits) {
  enrol();
  EXPECT_TRUE(run_async(store->put_backup_codes({.account = "ana", .salt = "s", .hashes = {}, .desk_until = {}, .actor = "ana", .now = clock.now()})).value());
  ScriptedPerson person;
  for (const char* answer : {"l", "4"}) person.types(answer);
  person.types([this] { return run_async(make_desk_code(ports(), "ana", "root")).value(); });
  EXPECT_EQ(log_in(person), Verdict::proven);
}

TEST_F(App, ABackupCodePromptLeavesTheSentCodeAlone) {
  enrol();
  ScriptedPerson person;
  for (const char* answer : {"l", "2", "m", "1"}) person.types(answer);
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(audit().back().channel, "email");
}

TEST_F(App, ABackupCodeIsTypedAtAnyPrompt) {
  enrol();
  ScriptedPerson person;
  person.types([this] { return codes[0]; });
  EXPECT_EQ(log_in(person), Verdict::proven);
}

TEST_F(App, WrongBackupCodesEndTheLoginAndCount) {
  enrol();
  ScriptedPerson person;
  for (int i = 0; i < 3; ++i) person.types("aaaa-aaaa");
  EXPECT_EQ(log_in(person), Verdict::refused);
  EXPECT_EQ(failures(), 3u);
}

TEST_F(App, BackupCodesWorkWhereNothingCanBeSent) {
  enrol();
  EXPECT_TRUE(run_async(store->remove_account("ana", "root", clock.now())));
  ScriptedPerson person;
  person.types([this] { return codes[0]; });
  EXPECT_EQ(log_in(person), Verdict::proven);
}

TEST_F(App, ASeedOfAnotherSealKeyIsSaidAndTheOtherWaysWork) {
  enrol();
  seeds = SeedKeys(Secret(std::string(32, 'x')));
  ScriptedPerson person;
  person.types("123456");
  person.types("3");
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_NE(person.screens[1].find("cannot be checked now"), std::string::npos) << person.screens[1];
}

TEST_F(App, ALockIsToldOverTheOtherChannel) {
  config.limits.attempts.consecutive = 3;
  ScriptedPerson person;
  person.types("1");
  for (int i = 0; i < 3; ++i) person.types(wrong_code());
  EXPECT_EQ(log_in(person), Verdict::locked);
  EXPECT_EQ(courier.sent.back().channel, Channel::email);
  EXPECT_NE(courier.sent.back().text.find("is locked until"), std::string::npos) << courier.sent.back().text;
  EXPECT_EQ(courier.sent.size(), 2u);
}

}  // namespace
}  // namespace tessera::test
