// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/totp.hpp"

#include <gtest/gtest.h>
#include <liboath/oath.h>

#include <random>

namespace tessera {
namespace {

using std::chrono::seconds;

TimePoint at(std::int64_t unix_seconds) { return TimePoint(seconds(unix_seconds)); }

const std::string rfc_seed = "12345678901234567890";

TEST(Hotp, Rfc4226Vectors) {
  const char* codes[] = {"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"};
  for (unsigned counter = 0; counter < 10; ++counter) EXPECT_EQ(hotp(rfc_seed, counter, OtpHash::sha1, 6), codes[counter]);
}

TEST(Totp, Rfc6238Vectors) {
  const std::string seed32 = "12345678901234567890123456789012";
  const std::string seed64 = "1234567890123456789012345678901234567890123456789012345678901234";
  struct Vector {
    std::int64_t time;
    const char *sha1, *sha256, *sha512;
  };
  const Vector vectors[] = {{59, "94287082", "46119246", "90693936"},
                            {1111111109, "07081804", "68084774", "25091201"},
                            {1111111111, "14050471", "67062674", "99943326"},
                            {1234567890, "89005924", "91819424", "93441116"},
                            {2000000000, "69279037", "90698825", "38618901"},
                            {20000000000, "65353130", "77737706", "47863826"}};
  for (const Vector& vector : vectors) {
    const auto step = static_cast<std::uint64_t>(step_at(at(vector.time), seconds(30)));
    EXPECT_EQ(hotp(rfc_seed, step, OtpHash::sha1, 8), vector.sha1);
    EXPECT_EQ(hotp(seed32, step, OtpHash::sha256, 8), vector.sha256);
    EXPECT_EQ(hotp(seed64, step, OtpHash::sha512, 8), vector.sha512);
  }
}

TEST(Totp, AgreesWithLiboath) {
  oath_init();
  std::mt19937_64 chance(20261124);
  const int flags[] = {0, OATH_TOTP_HMAC_SHA256, OATH_TOTP_HMAC_SHA512};
  for (int i = 0; i < 3000; ++i) {
    std::string seed(1 + chance() % 64, '\0');
    for (char& c : seed) c = static_cast<char>(chance());
    const auto time = static_cast<time_t>(chance() % 4'000'000'000u);
    const unsigned digits = 6 + i % 3;
    char theirs[16] = {};
    ASSERT_EQ(oath_totp_generate2(seed.data(), seed.size(), time, 30, 0, digits, flags[i % 3], theirs), OATH_OK);
    const auto step = static_cast<std::uint64_t>(step_at(at(time), seconds(30)));
    EXPECT_EQ(hotp(seed, step, static_cast<OtpHash>(i % 3), digits), theirs) << "seed " << i;
  }
  oath_done();
}

std::string code_at(TimeStep step) { return hotp(rfc_seed, static_cast<std::uint64_t>(step), OtpHash::sha1, 6); }

AppJudged judged(std::string_view code, TimePoint now, std::optional<TimeStep> last = {}, unsigned window = 1) {
  return judge_app_code(rfc_seed, {}, code, now, window, last);
}

TEST(AppCode, IsAcceptedWithinTheWindowAndNoFurther) {
  const TimePoint now = at(30 * 1000);
  for (const TimeStep step : {999, 1000, 1001}) {
    EXPECT_EQ(judged(code_at(step), now).judgement, AppCode::accepted) << step;
    EXPECT_EQ(judged(code_at(step), now).step, step);
  }
  EXPECT_EQ(judged(code_at(998), now).judgement, AppCode::wrong);
  EXPECT_EQ(judged(code_at(1002), now).judgement, AppCode::wrong);
  EXPECT_EQ(judged(code_at(998), now, {}, 2).judgement, AppCode::accepted);
}

TEST(AppCode, AStepAtOrBeforeTheLastIsUsed) {
  const TimePoint now = at(30 * 1000);
  EXPECT_EQ(judged(code_at(1000), now, 1000).judgement, AppCode::used);
  EXPECT_EQ(judged(code_at(999), now, 1000).judgement, AppCode::used);
  EXPECT_EQ(judged(code_at(1001), now, 1000).judgement, AppCode::accepted);
}

TEST(AppCode, OneOfAnotherLengthIsWrong) {
  const TimePoint now = at(30 * 1000);
  EXPECT_EQ(judged("", now).judgement, AppCode::wrong);
  EXPECT_EQ(judged(code_at(1000).substr(0, 5), now).judgement, AppCode::wrong);
  EXPECT_EQ(judged(code_at(1000) + "0", now).judgement, AppCode::wrong);
}

TEST(AppCode, ATimeBefore1970IsStepZero) { EXPECT_EQ(step_at(at(-1), seconds(30)), 0); }

TEST(OtpauthUri, EncodesWhatItIsMadeOf) {
  EXPECT_EQ(otpauth_uri("training staging", "a&b@x", "Hello!\xDE\xAD\xBE\xEF", {OtpHash::sha256, 8, seconds(60)}),
            "otpauth://totp/training%20staging:a%26b%40x?secret=JBSWY3DPEHPK3PXP&issuer=training%20staging"
            "&algorithm=SHA256&digits=8&period=60");
}

}  // namespace
}  // namespace tessera
