// SPDX-License-Identifier: Apache-2.0
// The channel that people want to be offered first: `tessera prefer`.
#include "tests/login/own_account.hpp"

namespace tessera::test {
namespace {

TEST_F(OwnAccount, WhatIsPreferredIsOfferedFirst) {
  EXPECT_EQ(prefer("email"), Verdict::proven);
  EXPECT_EQ(audit().back().reason, "preference_changed");
  ScriptedPerson asks;
  EXPECT_EQ(wish(asks, user::Action::status), Verdict::proven);
  EXPECT_EQ(screens.prefers, "email");
  ScriptedPerson person;
  person.types("");
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(courier.sent.back().channel, Channel::email);
  EXPECT_EQ(prefer("app"), Verdict::proven);
  EXPECT_EQ(wish(asks, user::Action::status), Verdict::proven);
  EXPECT_EQ(screens.prefers, "");
}

TEST_F(OwnAccount, EmailMayStandBeforeTheAppButATextDoesNot) {
  enrolled();
  courier.sent.clear();
  EXPECT_EQ(prefer("text"), Verdict::proven);
  ScriptedPerson by_app;
  by_app.types("q");
  log_in(by_app);
  EXPECT_NE(by_app.screens.at(0).find("App code"), std::string::npos) << "a text would send nothing";
  EXPECT_EQ(prefer("email"), Verdict::proven);
  ScriptedPerson by_email;
  by_email.types("");
  by_email.types(right_code());
  EXPECT_EQ(log_in(by_email), Verdict::proven);
  EXPECT_EQ(courier.sent.back().channel, Channel::email);
}

TEST_F(OwnAccount, PrefersWhatThereIsAndOnlyOnesOwn) {
  EXPECT_EQ(prefer("pigeon"), Verdict::refused);
  EXPECT_EQ(prefer("", 1000), Verdict::refused);
  EXPECT_EQ(prefer("email", 1001), Verdict::proven);
  ScriptedPerson asks;
  EXPECT_EQ(wish(asks, user::Action::status), Verdict::proven);
  EXPECT_EQ(screens.prefers, "");
  EXPECT_EQ(prefer("email", 4711), Verdict::refused) << "nobody's uid";
}

}  // namespace
}  // namespace tessera::test
