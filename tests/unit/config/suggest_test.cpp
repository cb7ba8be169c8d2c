// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/suggest.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

TEST(Suggest, WhatWasProbablyMeant) {
  const std::vector<std::string> known = {"twilio-sms", "mail", "kannel", "twilio-voice"};
  EXPECT_EQ(nearest("twillio", known), "twilio-sms");
  EXPECT_EQ(nearest("twilio-voise", known), "twilio-voice");
  EXPECT_EQ(nearest("mial", known), "mail");
  EXPECT_EQ(nearest("MAIL", known), "mail");
  EXPECT_EQ(nearest("canel", known), "kannel");
}

TEST(Suggest, NothingWhereNothingIsNear) {
  EXPECT_EQ(nearest("smpp", {"twilio-sms", "mail"}), "");
  EXPECT_EQ(nearest("x", {"mail"}), "");
  EXPECT_EQ(nearest("", {"mail"}), "");
  EXPECT_EQ(nearest("portal", {}), "");
  EXPECT_EQ(known_words("a", {}), "; none is known");
}

TEST(Suggest, QuotesWithoutControlCharacters) {
  EXPECT_EQ(quote("a\x1b[1m\nb"), "\"a?[1m?b\"");
  EXPECT_EQ(quote(std::string(100, 'a')), "\"" + std::string(64, 'a') + "...\"");
}

}  // namespace
}  // namespace tessera
