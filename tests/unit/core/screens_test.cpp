// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/screens.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tessera {
namespace {

ScreenContext context() {
  return {.environment = "training-staging",
          .account = "ana",
          .service = "sshd",
          .host = "web01",
          .rhost = "203.0.113.9",
          .help_desk = "555-0100",
          .local_time = [](TimePoint) { return std::string("14:02"); }};
}

TEST(Message, BeginsWithTheUnbrokenCode) {
  EXPECT_EQ(message_text(context(), "482931"),
            "482931 is your code for training-staging. Login from 203.0.113.9. Not you? Call 555-0100");
}

TEST(Message, RepeatsAnAddressButNoNameOfAStranger) {  // reverse DNS is the stranger's own
  ScreenContext hostile = context();
  hostile.rhost = "evil.example/click-here";
  EXPECT_EQ(message_text(hostile, "482931").find("evil"), std::string::npos);
  hostile.rhost = "2001:db8::1";
  EXPECT_NE(message_text(hostile, "482931").find("Login from 2001:db8::1."), std::string::npos);
  hostile.rhost = "";
  EXPECT_NE(message_text(hostile, "482931").find("Login on web01."), std::string::npos);
  hostile.service = "sudo";
  EXPECT_NE(message_text(hostile, "482931").find("sudo on web01."), std::string::npos);
}

TEST(Refusal, EachNamesAWayOnAndItsReference) {
  for (const Reason reason : {Reason::locked, Reason::no_contact, Reason::no_channel, Reason::machine_account,
                              Reason::wrong_code, Reason::send_limit, Reason::not_delivered, Reason::cancelled,
                              Reason::cannot_converse, Reason::time_up, Reason::origin_unclear, Reason::contacts_unclear, Reason::store_unavailable}) {
    const std::string text = refusal_sentence(context(), {.reason = reason, .tried = {Channel::text}, .reference = "7F3K"});
    EXPECT_TRUE(text.starts_with("Not let in: ")) << text;
    EXPECT_TRUE(text.ends_with(" Reference 7F3K.")) << text;
    EXPECT_TRUE(std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; })) << text;
  }
  EXPECT_EQ(refusal_sentence(context(), {.reason = Reason::nobody}), "Not let in.");
}

/// A letter that leads nowhere is not offered.
TEST(Screens, TheAppsPromptOffersWhatThereIs) {
  EXPECT_TRUE(app_screen(context(), "", false, {}).ends_with("\nq quit\nApp code: "));
  EXPECT_TRUE(app_screen(context(), "", false, {"", true, false}).ends_with("\nl lost or new phone   q quit\nApp code: "));
  EXPECT_TRUE(app_screen(context(), "", false, {"e-mail", true, true})
                  .ends_with("\nm e-mail   l lost or new phone   t trust this place   q quit\nApp code: "));
  const std::vector<Way> ways = {{.channel = Channel::email, .to = {}},
                                 {.to = {}, .proof = Proof::backup},
                                 {.channel = Channel::call, .to = {}}};
  EXPECT_EQ(channels_of(ways), "call, e-mail");
  EXPECT_EQ(channels_of({}), "");
}

TEST(Screens, TheStyleNamesTheWays) {  // S15
  ScreenContext styled = context();
  styled.text_label = "Code by SMS";
  styled.email_label = "Code by mail";
  const std::vector<Way> ways = {{1, Channel::text, "+15005550142"}, {2, Channel::call, "+15005550142"}, {3, Channel::email, "ana@example.com"}};
  const std::string screen = menu_screen(styled, ways, std::nullopt, "", true);
  EXPECT_NE(screen.find("\n  1  Code by SMS to +1 "), std::string::npos) << screen;
  EXPECT_NE(screen.find("\n  2  Phone call to +1 "), std::string::npos) << screen;
  EXPECT_NE(screen.find("\n  3  Code by mail to a**@example.com\n"), std::string::npos) << screen;
}

TEST(Screens, WhoeverNeedsAnAppIsToldByWhen) {
  EXPECT_EQ(enrolment_line("4417", AppDuty::by_date, "2027-01-31"),
            "Set up an app by 2027-01-31: after this login, open the link in it, confirmation 4417, or run: tessera enrol\n");
  EXPECT_EQ(enrolment_line("", AppDuty::now), "You need an app from now on: after this login, run: tessera enrol\n");
}

TEST(Screens, SeveralLinesBeginWithALineFeedAndTheLastStandsAlone) {
  const std::vector<Way> ways = {{1, Channel::text, "+15005550142"}};
  const SentCode sent;
  const std::string screens[] = {menu_screen(context(), ways, std::nullopt, "", true),
                                 code_screen(context(), ways[0], sent, DeliveryStatus::sent, false, enrolment_line("4417")),
                                 app_screen(context(), "", true, {"text", true, false}),
                                 again_screen("Wrong code, 1 try left.")};
  for (const std::string& screen : screens) {
    EXPECT_TRUE(screen.starts_with('\n')) << screen;
    EXPECT_TRUE(screen.ends_with(": ")) << screen;
  }
}

}  // namespace
}  // namespace tessera
