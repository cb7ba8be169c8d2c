// SPDX-License-Identifier: Apache-2.0
// A corpus of numbers as administrators write them.
#include "helpers/contacts/phone.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::ctl {
namespace {

using ::testing::HasSubstr;

struct Good {
  const char* text;
  const char* region;
  Phone phone;
};

TEST(Phone, ValidNumbersBecomeE164WithRegionAndType) {
  const Good corpus[] = {
      {"+1 202 555 0142", "", {"+12025550142", "US", "fixed_or_mobile"}},
      {"(202) 555-0142", "US", {"+12025550142", "US", "fixed_or_mobile"}},
      {"+15005550142", "", {"+15005550142", "US", "personal"}},
      {"+44 7400 123456", "", {"+447400123456", "GB", "mobile"}},
      {"07400 123456", "GB", {"+447400123456", "GB", "mobile"}},
      {"+44 20 7946 0958", "", {"+442079460958", "GB", "fixed"}},
      {"01511 2345678", "DE", {"+4915112345678", "DE", "mobile"}},
      {"+49 1511 2345678", "US", {"+4915112345678", "DE", "mobile"}},
      {"+1 800 555 0142", "", {"+18005550142", "US", "toll_free"}},
      {"+800 1234 5678", "", {"+80012345678", "001", "toll_free"}},
  };
  for (const Good& good : corpus) {
    const auto phone = parse_phone(good.text, good.region);
    ASSERT_TRUE(phone) << good.text << ": " << phone.error();
    EXPECT_EQ(phone->e164, good.phone.e164) << good.text;
    EXPECT_EQ(phone->region, good.phone.region) << good.text;
    EXPECT_EQ(phone->type, good.phone.type) << good.text;
  }
}

TEST(Phone, WhatIsNoNumberIsRefused) {
  for (const char* text : {"", "hello", "+", "+1500555014", "+999123456789", "+15555550100", "+491901234567",
                           "12", "+1 202 555 01422", "ana@example.com", "+1\n"}) {
    const auto phone = parse_phone(text, "US");
    ASSERT_FALSE(phone) << text << " became " << phone->e164;
    EXPECT_THAT(phone.error(), HasSubstr("is not a valid phone number")) << text;
  }
}

TEST(Phone, PremiumRateIsRefused) {
  for (const char* text : {"+1 900 555 0142", "+33 899 70 12 34"}) {
    const auto phone = parse_phone(text, "");
    ASSERT_FALSE(phone) << text;
    EXPECT_THAT(phone.error(), HasSubstr("premium-rate")) << text;
  }
}

TEST(Phone, AnExtensionIsRefused) {
  const auto phone = parse_phone("+1 202 555 0142 ext. 5", "");
  ASSERT_FALSE(phone);
  EXPECT_THAT(phone.error(), HasSubstr("extension"));
}

TEST(Phone, ANationalNumberNeedsARegionAndTheErrorSaysWhere) {
  const auto phone = parse_phone("0151 12345678", "");
  ASSERT_FALSE(phone);
  EXPECT_THAT(phone.error(), HasSubstr("accounts.default_region"));
  const auto elsewhere = parse_phone("0151 12345678", "US");
  ASSERT_FALSE(elsewhere);
  EXPECT_THAT(elsewhere.error(), HasSubstr("of region US"));
}

}  // namespace
}  // namespace tessera::ctl
