// SPDX-License-Identifier: Apache-2.0
// what people are told, event by event, and that each text fits two segments.
#include "daemon/core/notices.hpp"

#include <gtest/gtest.h>

#include "shared/gsm7.hpp"

namespace tessera {
namespace {

using namespace std::chrono_literals;

ScreenContext context_of(const std::string& account, const std::string& environment, const std::string& help_desk) {
  ScreenContext context;
  context.account = account;
  context.environment = environment;
  context.help_desk = help_desk;
  context.local_time = [](TimePoint) { return std::string("14:02"); };
  return context;
}

struct Told {
  Notice notice;
  std::string_view event;
  std::string text;  ///< up to what to do where it was not oneself
};

std::vector<Told> all_of(const ScreenContext& context) {
  const std::string on = context.account + " on " + context.environment;
  const std::string phone = "+15005550142", email = "ana@example.com";
  return {
      {lock_notice(context, 10, TimePoint()), "account locked",
       "10 wrong codes in a row: " + on + " is locked until 14:02. Whoever typed them knows the password."},
      {lock_notice(context, 100, std::nullopt), "account locked",
       "100 wrong codes in a row: " + on + " is locked; no code works until it is unlocked. Whoever typed them knows the password."},
      {backup_code_notice(context, 9), "backup code used", "A backup code of " + on + " was used. 9 left."},
      {new_backup_codes_notice(context), "backup codes made", "New backup codes were made for " + on + ". The old ones are void."},
      {desk_code_notice(context), "help desk's code made", "The help desk made a one-time code for " + on + "."},
      {app_notice(context, false, std::nullopt), "app set up", "An authenticator app was set up for " + on + "."},
      {app_notice(context, true, std::nullopt), "app replaced", "An authenticator app replaced the one before for " + on + "."},
      {app_notice(context, true, TimePoint()), "app held",
       "A new authenticator app for " + on + " will count from 14:02 tomorrow. Until then it can be stopped."},
      {app_removed_notice(context), "app removed", "The authenticator app of " + on + " was taken off the record."},
      {app_cancelled_notice(context), "held app cancelled",
       "The new authenticator app for " + on + " was stopped and will not count. What counted before goes on."},
      {held_contact_notice(context, ContactKind::email, email, 24h), "contact held",
       "A new e-mail address, a**@example.com, was entered for " + on + ". It counts in 24 hours; until then the old one does."},
      {added_contact_notice(context, ContactKind::email, email), "contact added",
       "A new e-mail address, a**@example.com, was entered for " + on + ". It counts now."},
      {changed_contacts_notice(context), "contacts changed",
       "An administrator changed how " + on + " is reached. It counts at once."},
  };
}

TEST(Notices, SayWhatHappenedAndWhomToCall) {
  for (const Told& told : all_of(context_of("ana", "training-staging", "555-0100 `desk`"))) {
    EXPECT_EQ(told.notice.event, told.event);
    EXPECT_EQ(told.notice.text, told.text + " Not you? Call 555-0100 'desk'.");
    EXPECT_EQ(told.notice.subject, "training-staging: a change to your login");
  }
}

/// The instruction of a held app cancels it.
TEST(Notices, WithoutAHelpDeskTheyNameTheAdministrator) {
  for (const Told& told : all_of(context_of("ana", "training-staging", ""))) {
    const bool held = told.event == "app held";
    EXPECT_EQ(told.notice.text, told.text + (held ? " Not you? Have your administrator run: tesseractl app cancel ana."
                                                  : " Not you? Tell your administrator."));
  }
}

TEST(Notices, TheLongestFitsTwoSegmentsAndTheInstructionIsWhole) {
  const std::string name(32, 'n'), environment(64, 'e');
  for (const std::string& desk : {std::string(), std::string(100, '~')}) {
    for (const Told& told : all_of(context_of(name, environment, desk))) {
      EXPECT_LE(gsm7_septets(told.notice.text), two_segments) << told.notice.text;
      EXPECT_TRUE(told.notice.text.starts_with(told.text)) << told.notice.text;
      if (told.event == "app held" && desk.empty()) {
        EXPECT_TRUE(told.notice.text.ends_with(": tesseractl app cancel " + name + ".")) << told.notice.text;
      }
    }
  }
}

}  // namespace
}  // namespace tessera
