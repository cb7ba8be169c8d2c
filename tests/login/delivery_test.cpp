// SPDX-License-Identifier: Apache-2.0
// What the person sees of a delivery: on its way, failed, rescued by another way.
#include "tests/login/login_world.hpp"

namespace tessera::test {
namespace {

class Deliveries : public LoginWorld {};

constexpr DeliveryStatus failures_to_deliver[] = {DeliveryStatus::failed, DeliveryStatus::refused,
                                                  DeliveryStatus::misconfigured};

TEST_F(Deliveries, AFailedTextIsRescuedByMailInTheSameLogin) {
  for (const DeliveryStatus failure : failures_to_deliver) {
    clock.advance(std::chrono::hours(2));
    courier.next(failure);
    ScriptedPerson person;
    person.types("1");
    person.types("");
    person.types(right_code());
    EXPECT_EQ(log_in(person), Verdict::proven);
    EXPECT_EQ(person.screens[1],
              "\nThe text could not be sent.\n"
              "  2  Phone call to +1 *** *** **42\n"
              "  3  E-mail to a**@example.com\n"
              "Choice [3]: ");
    EXPECT_EQ(courier.sent.back().channel, Channel::email);
  }
}

TEST_F(Deliveries, WhenAllFailTheLoginIsRefused) {
  for (int i = 0; i < 3; ++i) courier.next(DeliveryStatus::failed);
  ScriptedPerson person;
  person.types("1");
  person.types("2");
  person.types("3");
  EXPECT_EQ(log_in(person), Verdict::refused);
  ASSERT_EQ(person.told.size(), 1u);
  EXPECT_EQ(person.told[0].substr(0, 99),
            "Not let in: the code could not be sent by text, call or e-mail. It is not your mistake. Log in agai");
}

TEST_F(Deliveries, AFailedWayIsNotOfferedAgain) {
  courier.next(DeliveryStatus::failed);
  ScriptedPerson person;
  person.types("1");
  person.types("1");
  person.types("3");
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[2].substr(0, 34), "\nThat way does not work now.\n  2  ");
  EXPECT_EQ(courier.sent.size(), 2u);
}

TEST_F(Deliveries, TheWaitHasAnEndAndEnterTellsTheNewest) {
  courier.next({{DeliveryStatus::pending, "", ""}, std::nullopt});
  ScriptedPerson person;
  person.types("1");
  person.types([&] {
    courier.dispatches[0]->become({DeliveryStatus::sent, "outbox", ""});
    return "";
  });
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(courier.dispatches[0]->waited, std::vector<milliseconds>{std::chrono::seconds(3)});
  EXPECT_NE(person.screens[1].find("is on its way, valid until 14:07. Enter tells how it went."), std::string::npos);
  EXPECT_NE(person.screens[2].find("Text sent to"), std::string::npos);
}

TEST_F(Deliveries, AFailureThatComesLateIsToldAtTheNextPrompt) {
  courier.next({{DeliveryStatus::pending, "", ""}, std::nullopt});
  ScriptedPerson person;
  person.types("1");
  person.types([&] {
    courier.dispatches[0]->become({DeliveryStatus::failed, "outbox", "away"});
    return "";
  });
  person.types("3");
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[2].substr(0, 28), "\nThe text could not be sent.");
}

TEST_F(Deliveries, ACodeThatWasNotDeliveredIsSentAgainAtOnce) {
  for (int i = 0; i < 3; ++i) courier.next(DeliveryStatus::failed);
  ScriptedPerson unlucky;
  unlucky.types("1");
  unlucky.types("2");
  unlucky.types("3");
  EXPECT_EQ(log_in(unlucky), Verdict::refused);
  ScriptedPerson person;
  person.types("1");
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_NE(person.screens[1].find("Text sent to"), std::string::npos) << person.screens[1];
}

TEST_F(Deliveries, AfterAFailureAWrongCodeAndEnterDoNotSpeakOfTheFailedText) {
  courier.next(DeliveryStatus::failed);
  ScriptedPerson person;
  person.types("1");
  person.types("123456");
  person.types("q");
  log_in(person);
  EXPECT_EQ(person.screens.back().find("on its way"), std::string::npos) << person.screens.back();
}

TEST_F(Deliveries, SendLimitsAreCheckedBeforeSending) {
  config.limits.sends.per_account = {1, std::chrono::hours(1)};
  ScriptedPerson first;
  first.types("1");
  first.types(right_code());
  EXPECT_EQ(log_in(first), Verdict::proven);
  ScriptedPerson second;
  second.types("1");
  EXPECT_EQ(log_in(second), Verdict::refused);
  EXPECT_EQ(courier.sent.size(), 1u);
  EXPECT_EQ(audit().back().reason, "send_limit");
}

TEST_F(Deliveries, ALimitLeavesTheOutstandingCodeUsable) {
  config.limits.sends.per_account = {1, std::chrono::hours(1)};
  ScriptedPerson person;
  person.types("1");
  person.types([&] {
    clock.advance(std::chrono::seconds(40));
    return "r";
  });
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[2], "\nNothing was sent: too many codes lately. The next can be sent at 15:02.\nCode: ");
}

TEST_F(Deliveries, ARegionThatIsNotAllowedIsNotOffered) {
  config.limits.sends.regions = {"CA"};
  ScriptedPerson person;
  person.types("");
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(courier.sent.back().channel, Channel::email);
}

TEST(KnownDispatches, AreForgottenWhenTheirCodeIsOver) {
  const TimePoint noon{std::chrono::hours(12)};
  Dispatches dispatches;
  SentCode first, second;
  first.id = "first";
  first.expires_at = noon + std::chrono::minutes(5);
  second.id = "second";
  second.expires_at = noon + std::chrono::minutes(6);
  const auto sent = std::make_shared<FakeDispatch>(Fate{});
  dispatches.add(first, sent, noon);
  dispatches.add(second, sent, noon);
  EXPECT_EQ(dispatches.find("first"), sent);
  dispatches.add(SentCode(), nullptr, noon + std::chrono::minutes(5));
  EXPECT_EQ(dispatches.find("first"), nullptr);
  EXPECT_EQ(dispatches.find("second"), sent);
  EXPECT_EQ(sent.use_count(), 2);
}

}  // namespace
}  // namespace tessera::test
