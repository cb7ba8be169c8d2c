// SPDX-License-Identifier: Apache-2.0
// The pure parts: loginuids, times, and what may be kept as a contact.
#include <gtest/gtest.h>
#include <unistd.h>

#include "daemon/admin/actor.hpp"
#include "daemon/admin/json.hpp"
#include "daemon/core/contact.hpp"

namespace tessera {
namespace {

TEST(Actor, ALoginuidIsDigitsAndTheHighestMeansUnset) {
  EXPECT_EQ(parse_loginuid("1000\n"), 1000u);
  EXPECT_EQ(parse_loginuid("0"), 0u);
  EXPECT_EQ(parse_loginuid("4294967294"), 4294967294u);
  for (const char* text : {"4294967295", "4294967296", "", "\n", "-1", "10 ", "x", "1\n\n"}) {
    EXPECT_EQ(parse_loginuid(text), std::nullopt) << text;
  }
}

TEST(Actor, AProcessThatIsGoneHasNone) {
  EXPECT_EQ(loginuid_of(0), std::nullopt);
  EXPECT_EQ(loginuid_of(-1), std::nullopt);
  EXPECT_EQ(loginuid_of(std::numeric_limits<pid_t>::max()), std::nullopt);
}

TEST(AdminJson, TimesAreRfc3339InUtcAndTheEpochIsNone) {
  using namespace std::chrono;
  const TimePoint time = sys_days{year{2026} / 11 / 23} + 14h + 2min + 999ms;
  EXPECT_EQ(rfc3339(time), "2026-11-23T14:02:00Z");
  EXPECT_EQ(time_or_null(TimePoint{}), nullptr);
  EXPECT_EQ(time_or_null(std::nullopt), nullptr);
}

TEST(AdminJson, BytesThatAreNoTextDoNotBreakALine) {
  EXPECT_EQ(to_line(Json("a\xff\n")), "\"a\xEF\xBF\xBD\\n\"");
}

TEST(Contact, E164) {
  EXPECT_TRUE(is_e164("+15005550142"));
  EXPECT_TRUE(is_e164("+12345678"));
  EXPECT_TRUE(is_e164("+123456789012345"));
  for (const char* text : {"", "+", "15005550142", "+1234567", "+1234567890123456", "+05005550142",
                           "+1500555014x", "+1 500 555 0142", "++15005550142"}) {
    EXPECT_FALSE(is_e164(text)) << text;
  }
}

TEST(Contact, Addresses) {
  for (const char* text : {"ana@example.com", "a@b.co", "ana.b+c@sub.example.com", "root@localhost",
                           "o'neil@example.com", "x_y%z@xn--bcher-kva.example"}) {
    EXPECT_TRUE(is_email(text)) << text;
  }
  for (const char* text : {"",
                           "ana",
                           "@example.com",
                           "ana@",
                           "ana@@example.com",
                           "a@b@c.de",
                           "ana@example",
                           "ana b@example.com",
                           "ana@exam ple.com",
                           "ana@example.com,eve@example.com",
                           "ana@-example.com",
                           "ana@example..com",
                           "ana@.com",
                           ".ana@example.com",
                           "ana.@example.com",
                           "a..b@example.com",
                           "\"ana\"@example.com",
                           "<ana@example.com>",
                           "ana@example.com\n",
                           "ana@example.com\r\nBcc: eve@example.com",
                           "an\xC3\xA4@example.com",
                           "ana@[127.0.0.1]",
                           "ana;eve@example.com"}) {
    EXPECT_FALSE(is_email(text)) << text;
  }
}

TEST(Contact, AddressesHaveTheLengthsOfRfc5321) {
  EXPECT_TRUE(is_email(std::string(64, 'a') + "@example.com"));
  EXPECT_FALSE(is_email(std::string(65, 'a') + "@example.com"));
  EXPECT_TRUE(is_email("a@" + std::string(63, 'b') + ".com"));
  EXPECT_FALSE(is_email("a@" + std::string(64, 'b') + ".com"));
  std::string domain;
  while (domain.size() < 240) domain += "abcdefg.";
  EXPECT_TRUE(is_email("abcdefghij@" + domain + "com"));  // 254 in all
  EXPECT_FALSE(is_email("abcdefghijk@" + domain + "com"));
}

TEST(Contact, ObjectionsToNumbers) {
  SendLimits limits;
  EXPECT_EQ(phone_objection({"+15005550142", "US", "mobile"}, limits), std::nullopt);
  EXPECT_EQ(phone_objection({"+80012345678", "001", "toll_free"}, limits), std::nullopt);
  EXPECT_NE(phone_objection({"+15005550142", "us", "mobile"}, limits), std::nullopt);
  EXPECT_NE(phone_objection({"+15005550142", "", "mobile"}, limits), std::nullopt);
  EXPECT_NE(phone_objection({"+19005550142", "US", "premium"}, limits), std::nullopt);  // R-40
  limits.regions = {"CA"};
  EXPECT_EQ(phone_objection({"+15005550142", "US", "mobile"}, limits),
            "+15005550142 is a number of region US; limits.sends.regions allows CA");
}

}  // namespace
}  // namespace tessera
