// SPDX-License-Identifier: Apache-2.0
// A code that is sent and typed: right, wrong, again, by another way.
#include "tests/login/login_world.hpp"

namespace tessera::test {
namespace {

class Codes : public LoginWorld {};

TEST_F(Codes, TextThenCode) {
  ScriptedPerson person;
  person.types("1");
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  ASSERT_EQ(person.screens.size(), 2u);
  EXPECT_EQ(person.screens[0],
            "\ntraining-staging needs a second step for ana.\n"
            "  1  Text message to +1 *** *** **42\n"
            "  2  Phone call to +1 *** *** **42\n"
            "  3  E-mail to a**@example.com\n"
            "Choice [1]: ");
  EXPECT_EQ(person.screens[1],
            "\nText sent to +1 *** *** **42 at 14:02, valid until 14:07.\n"
            "To set up an app afterwards, run: tessera enrol\n"
            "r send again   m other ways   q quit\n"
            "Code: ");
  ASSERT_EQ(courier.sent.size(), 1u);
  EXPECT_EQ(courier.sent[0].text, sent_code() + " is your code for training-staging. Login from 203.0.113.9. Not you? Call 555-0100");
  EXPECT_EQ(audit().back().result, "proven");
  EXPECT_EQ(audit().back().channel, "text");
}

TEST_F(Codes, EachWayByNumberWordAndDefault) {
  const std::pair<std::string, Channel> choices[] = {{"", Channel::text},     {"2", Channel::call},
                                                     {"3", Channel::email},   {"text", Channel::text},
                                                     {" CALL ", Channel::call}, {"e-mail", Channel::email}};
  for (const auto& [answer, channel] : choices) {
    ScriptedPerson person;
    person.types(answer);
    person.types(right_code());
    EXPECT_EQ(log_in(person), Verdict::proven) << answer;
    EXPECT_EQ(courier.sent.back().channel, channel) << answer;
    EXPECT_EQ(courier.sent.back().to, channel == Channel::email ? "ana@example.com" : "+15005550142");
    clock.advance(std::chrono::hours(2));
  }
}

TEST_F(Codes, SpacesBetweenGroupsDoNotMatter) {
  ScriptedPerson person;
  person.types("1");
  person.types([this] { return " " + sent_code().substr(0, 3) + " " + sent_code().substr(3) + " "; });
  EXPECT_EQ(log_in(person), Verdict::proven);
}

TEST_F(Codes, WrongThenRight) {
  ScriptedPerson person;
  person.types("1");
  person.types(wrong_code());
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[2], "\nWrong code, 2 tries left. Use the newest text.\nCode: ");
  EXPECT_EQ(failures(), 0u);
}

TEST_F(Codes, ThreeWrongCodesEndTheLogin) {
  ScriptedPerson person;
  person.types("1");
  for (int i = 0; i < 3; ++i) person.types(wrong_code());
  EXPECT_EQ(log_in(person), Verdict::refused);
  EXPECT_EQ(failures(), 3u);
  const AuditEntry last = audit().back();
  ASSERT_EQ(last.reference.size(), 4u);
  ASSERT_EQ(person.told.size(), 1u);
  EXPECT_NE(person.told[0].find("Reference " + last.reference + "."), std::string::npos) << person.told[0];
}

TEST_F(Codes, WhatIsNoCodeCostsNothing) {
  ScriptedPerson person;
  person.types("1");
  for (const char* answer : {"12345", "1234567", "４８２９３１", "app", "k7mf-2qpx", "l", "t", "9", "?"}) person.types(answer);
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[5], "\nNot set up for this account.\nCode: ");
  for (const AuditEntry& entry : audit()) EXPECT_NE(entry.result, "wrong");
}

TEST_F(Codes, SendAgainKillsTheOldCode) {
  std::string old_code;
  ScriptedPerson person;
  person.types("1");
  person.types("r");
  person.types([&] {
    old_code = sent_code();
    clock.advance(std::chrono::seconds(31));
    return "r";
  });
  person.types([&] { return old_code; });
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[2], "\nJust sent. It can be sent again in 30 s.\nCode: ");
  EXPECT_EQ(person.screens[4], "\nWrong code, 2 tries left. Use the newest text.\nCode: ");
  EXPECT_EQ(courier.sent.size(), 2u);
}

TEST_F(Codes, OtherWaysKeepTheFirstCodeValid) {
  std::string texted;
  ScriptedPerson person;
  person.types("1");
  person.types([&] {
    texted = sent_code();
    return "m";
  });
  person.types("3");
  person.types([&] { return texted; });
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[2].substr(0, 4), "\n  1");
  EXPECT_EQ(courier.sent.back().channel, Channel::email);
}

TEST_F(Codes, AnAccountWithOneWayIsNotSentToUnasked) {
  add("bob", "+15005550142", "");
  config.channels.call = {};
  request.user = "bob";
  ScriptedPerson person;
  person.types("");
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[0],
            "\ntraining-staging needs a second step for bob.\n"
            "Enter: text to +1 *** *** **42, or type a code: ");
}

TEST_F(Codes, AnOutstandingCodeIsOfferedAgain) {
  ScriptedPerson first;
  first.types("1");
  first.types(wrong_code());
  first.does(ReplyKind::cancelled);
  log_in(first);
  clock.advance(std::chrono::minutes(1));
  ScriptedPerson second;
  second.types("1");
  second.types(right_code());
  EXPECT_EQ(log_in(second), Verdict::proven);
  EXPECT_EQ(courier.sent.size(), 1u);
  EXPECT_NE(second.screens[1].find("Text sent to +1 *** *** **42 at 14:02"), std::string::npos) << second.screens[1];
}

TEST_F(Codes, ACodeUsedElsewhereSaysSoAndCostsNothing) {
  ScriptedPerson slow;
  slow.types("1");
  slow.types([&] {
    ScriptedPerson quick;
    quick.types("1");
    quick.types(right_code());
    EXPECT_EQ(log_in(quick), Verdict::proven);
    return sent_code();
  });
  EXPECT_EQ(log_in(slow), std::nullopt);
  EXPECT_EQ(slow.screens[2], "\nThat code was used by another login. r sends a new one.\nCode: ");
  EXPECT_EQ(courier.sent.size(), 1u);
  EXPECT_EQ(failures(), 0u);
}

TEST_F(Codes, WhoTakesACodeOverSeesHowItsDeliveryGoes) {
  courier.next({{DeliveryStatus::pending, "", ""}, std::nullopt});
  ScriptedPerson first;
  ScriptedPerson second;
  first.types("1");
  first.types([&] {
    courier.dispatches[0]->become({DeliveryStatus::sent, "outbox", ""});
    second.types("1");
    log_in(second);
    return "q";
  });
  log_in(first);
  EXPECT_NE(first.screens[1].find("is on its way"), std::string::npos);
  EXPECT_NE(second.screens[1].find("Text sent to"), std::string::npos) << second.screens[1];
}

TEST_F(Codes, ACodeDiesWithItsLifetime) {
  ScriptedPerson person;
  person.types("1");
  person.types([&] {
    clock.advance(std::chrono::minutes(5));
    return sent_code();
  });
  EXPECT_EQ(log_in(person), std::nullopt);
  EXPECT_EQ(person.screens[2].substr(0, 55), "\nNo code is waiting here. Choose a way to get one.\n  1 ");
}

TEST_F(Codes, WithoutRandomnessNoCode) {
  random.broken = true;
  ScriptedPerson person;
  person.types("1");
  EXPECT_EQ(log_in(person), Verdict::unavailable);
  EXPECT_TRUE(courier.sent.empty());
}

}  // namespace
}  // namespace tessera::test
