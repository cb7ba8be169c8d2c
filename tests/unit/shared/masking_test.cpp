// SPDX-License-Identifier: Apache-2.0
#include "shared/masking.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

TEST(MaskPhone, KeepsCountryAndTheLastTwoDigits) {
  EXPECT_EQ(mask_phone("+15005550142"), "+1 *** *** **42");
  EXPECT_EQ(mask_phone("15005550142"), "+1 *** *** **42");
  EXPECT_EQ(mask_phone("+4915112345678").substr(0, 4), "+49 ");
  EXPECT_EQ(mask_phone("+353871234567").substr(0, 5), "+353 ");
}

TEST(MaskPhone, ShowsNoDigitBetween) {
  for (const char* number :
       {"+15005550142", "+4915112345678", "+353871234567", "+861391234567890", "+20123456"}) {
    const std::string digits = std::string(number).substr(1);
    const std::size_t code = calling_code_length(digits);
    const std::string masked = mask_phone(number);
    std::string shown;
    for (const char c : masked) {
      if (c >= '0' && c <= '9') shown += c;
    }
    EXPECT_EQ(shown, digits.substr(0, code) + digits.substr(digits.size() - 2)) << masked;
    EXPECT_EQ(masked.find("  "), std::string::npos) << masked;
  }
}

TEST(MaskPhone, HidesWhatIsTooShort) {
  for (const char* number : {"", "+", "+1", "+1500", "+35387", "12"})
    EXPECT_EQ(mask_phone(number), "+***") << number;
}

TEST(CallingCode, HasOneToThreeDigits) {
  EXPECT_EQ(calling_code_length("15005550142"), 1u);
  EXPECT_EQ(calling_code_length("79161234567"), 1u);
  EXPECT_EQ(calling_code_length("447911123456"), 2u);
  EXPECT_EQ(calling_code_length("420123456789"), 3u);
}

TEST(MaskEmail, KeepsTheFirstLetterAndTheDomain) {
  EXPECT_EQ(mask_email("ana@example.com"), "a**@example.com");
  EXPECT_EQ(mask_email("a@example.com"), "a**@example.com");
  EXPECT_EQ(mask_email("\"an@a\"@example.com"), "\"**@example.com");
}

TEST(MaskEmail, HidesWhatIsNoAddress) {
  for (const char* address : {"", "ana", "@example.com"}) EXPECT_EQ(mask_email(address), "***") << address;
}

}  // namespace
}  // namespace tessera
