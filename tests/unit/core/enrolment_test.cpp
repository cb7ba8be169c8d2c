// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/enrolment.hpp"

#include <gtest/gtest.h>

#include "daemon/runtime/openssl_random.hpp"

namespace tessera {
namespace {

constexpr TimePoint noon{std::chrono::hours(500'000)};

Enrolment link() {
  Enrolment enrolment;
  enrolment.confirmation = "4417";
  enrolment.awake = true;
  enrolment.expires_at = noon + enrolment_lifetime;
  return enrolment;
}

TEST(Enrolment, TokensHave128BitsAndConfirmationsFourDigits) {
  OpensslRandom openssl;
  const RandomSource random = [&openssl](std::span<std::byte> bytes) { return openssl.fill(bytes); };
  EXPECT_EQ(make_enrolment_token(random).value().size(), 26u);
  EXPECT_NE(make_enrolment_token(random).value(), make_enrolment_token(random).value());
  EXPECT_EQ(make_confirmation(random).value().size(), 4u);
  EXPECT_EQ(hash_of_token("abc").substr(0, 4), "\xBA\x78\x16\xBF") << "SHA-256, FIPS 180-4";
}

TEST(Enrolment, OpensAwakeUnopenedAndInTime) {
  EXPECT_TRUE(can_be_opened(link(), noon));
  EXPECT_FALSE(can_be_opened(link(), noon + enrolment_lifetime));
  Enrolment asleep = link();
  asleep.awake = false;
  EXPECT_FALSE(can_be_opened(asleep, noon));
  Enrolment opened = link();
  opened.key = WrappedKey{};
  EXPECT_FALSE(can_be_opened(opened, noon));
  Enrolment killed = link();
  killed.wrong_confirmations = wrong_confirmations_that_kill;
  EXPECT_FALSE(can_be_opened(killed, noon));
}

TEST(Enrolment, IsFinishedOnlyAfterItWasOpened) {
  Enrolment enrolment = link();
  EXPECT_FALSE(can_be_finished(enrolment, noon));
  enrolment.key = WrappedKey{};
  EXPECT_TRUE(can_be_finished(enrolment, noon));
  EXPECT_FALSE(can_be_finished(enrolment, noon + enrolment_lifetime));
  enrolment.wrong_codes = wrong_codes_that_kill;
  EXPECT_FALSE(can_be_finished(enrolment, noon));
}

TEST(Enrolment, IsConfirmedByItsOwnFourDigitsAlone) {
  EXPECT_TRUE(confirms(link(), "4417"));
  for (const char* wrong : {"", "441", "44170", "4418", "4417 "}) EXPECT_FALSE(confirms(link(), wrong)) << wrong;
}

}  // namespace
}  // namespace tessera
