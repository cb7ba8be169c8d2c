// SPDX-License-Identifier: Apache-2.0
// Which contact counts when a source has another one than before.
#include "daemon/core/binding.hpp"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using Form = std::optional<std::string>;

constexpr TimePoint noon{std::chrono::hours(12)};

const std::string old_phone = sealed_form({"+15005550142", "US", "mobile"});
const std::string new_phone = sealed_form({"+15005550143", "US", "mobile"});
const std::string third_phone = sealed_form({"+15005550144", "US", "mobile"});

Form counted(const Remembered& remembered, const Form& source, TimePoint now = noon) {
  return counted_contact(remembered, source, judge_contact(remembered, source, now));
}

Remembered held_until(TimePoint until) { return {old_phone, new_phone, until}; }

TEST(Binding, TheFirstSightBindsAtOnce) {
  EXPECT_EQ(judge_contact({}, old_phone, noon), BindingStep::bind);
  EXPECT_EQ(counted({}, old_phone), old_phone);
  EXPECT_EQ(judge_contact({}, std::nullopt, noon), BindingStep::keep);
}

TEST(Binding, WhatStaysTheSameIsKept) {
  EXPECT_EQ(judge_contact({old_phone, {}, {}}, old_phone, noon), BindingStep::keep);
  const std::string other_type = sealed_form({"+15005550142", "US", "fixed_or_mobile"});
  EXPECT_EQ(judge_contact({old_phone, {}, {}}, other_type, noon), BindingStep::keep);
}

TEST(Binding, AnotherOneIsHeldWhileTheOldOneCounts) {
  const Remembered bound{old_phone, {}, {}};
  EXPECT_EQ(judge_contact(bound, new_phone, noon), BindingStep::hold);
  EXPECT_EQ(counted(bound, new_phone), old_phone);
  const Remembered waiting = held_until(noon + std::chrono::hours(1));
  EXPECT_EQ(judge_contact(waiting, new_phone, noon), BindingStep::wait);
  EXPECT_EQ(counted(waiting, new_phone), old_phone);
}

TEST(Binding, TheHoldEndsToTheMillisecond) {
  const Remembered waiting = held_until(noon);
  EXPECT_EQ(counted(waiting, new_phone, noon - milliseconds(1)), old_phone);
  EXPECT_EQ(counted(waiting, new_phone, noon), new_phone);
  EXPECT_EQ(judge_contact(waiting, new_phone, noon), BindingStep::bind);
}

TEST(Binding, AThirdOneIsHeldAnew) {
  const Remembered over = held_until(noon - std::chrono::hours(1));
  EXPECT_EQ(judge_contact(over, third_phone, noon), BindingStep::hold);
  EXPECT_EQ(counted(over, third_phone), old_phone);
}

TEST(Binding, WhoeverTakesTheChangeBackSettlesIt) {
  const Remembered waiting = held_until(noon + std::chrono::hours(1));
  EXPECT_EQ(judge_contact(waiting, old_phone, noon), BindingStep::settle);
  EXPECT_EQ(counted(waiting, old_phone), old_phone);
}

TEST(Binding, WhatIsTakenAwayIsOutOfUseAtOnce) {
  const Remembered waiting = held_until(noon + std::chrono::hours(1));
  EXPECT_EQ(counted(waiting, std::nullopt), std::nullopt);
  EXPECT_EQ(judge_contact(waiting, std::nullopt, noon), BindingStep::settle);
  EXPECT_EQ(counted({old_phone, {}, {}}, std::nullopt), std::nullopt);
}

TEST(Binding, APhoneComesBackAsItWasSealed) {
  const Phone phone{"+15005550142", "US", "mobile"};
  EXPECT_EQ(phone_in(sealed_form(phone)), phone);
  EXPECT_EQ(phone_in("+15005550142"), std::nullopt);
  EXPECT_EQ(shown_contact(sealed_form(phone)), "+15005550142");
  EXPECT_EQ(masked_contact(ContactKind::phone, sealed_form(phone)), "phone +1 *** *** **42");
  EXPECT_EQ(masked_contact(ContactKind::email, "ana@example.com"), "e-mail a**@example.com");
}

TEST(Binding, KindsAndStatesAreSealedForThemselves) {
  EXPECT_NE(factor_of(ContactKind::phone, BindingState::bound), factor_of(ContactKind::phone, BindingState::held));
  EXPECT_NE(factor_of(ContactKind::phone, BindingState::bound), factor_of(ContactKind::email, BindingState::bound));
}

}  // namespace
}  // namespace tessera::test
