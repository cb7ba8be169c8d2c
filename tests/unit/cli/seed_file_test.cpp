// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/seed_file.hpp"

#include <gmock/gmock.h>

namespace tessera::ctl {
namespace {

using ::testing::HasSubstr;

struct Mistake {
  Place at;
  const char* part;
};

void expect_mistakes(const SeedFile& file, const std::vector<Mistake>& wanted) {
  ASSERT_EQ(file.mistakes.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(file.mistakes[i].place.line, wanted[i].at.line) << file.mistakes[i].sentence;
    EXPECT_EQ(file.mistakes[i].place.column, wanted[i].at.column) << file.mistakes[i].sentence;
    EXPECT_THAT(file.mistakes[i].sentence, HasSubstr(wanted[i].part));
  }
}

TEST(SeedLines, TakeEitherCaseGroupsPaddingAndCrLf) {
  const SeedFile file = read_seed_lines("f",
                                        "\xEF\xBB\xBF# from the old host\r\n\r\nana JBSWY3DPEHPK3PXPJBSWY3DP\r\n"
                                        "bob\tjbsw y3dp ehpk 3pxp jbsw y3dp \n  carl JBSWY3DPEHPK3PXPJBSWY3DPEE======");
  expect_mistakes(file, {});
  ASSERT_EQ(file.rows.size(), 3u);
  EXPECT_EQ(file.rows[0].account, "ana");
  EXPECT_EQ(file.rows[0].seed, "JBSWY3DPEHPK3PXPJBSWY3DP");
  EXPECT_EQ(file.rows[1].seed, file.rows[0].seed);
  EXPECT_EQ(file.rows[0].account_at, (Place{3, 1}));
  EXPECT_EQ(file.rows[2].seed_at, (Place{5, 8}));
  EXPECT_EQ(file.rows[2].digits, 6u);
  EXPECT_EQ(file.rows[2].period, 30u);
}

TEST(SeedLines, NameEveryMistakeByItsPlace) {
  const SeedFile file = read_seed_lines("f",
                                        "ana\nzo\xC3\xAB JBSWY3DPEHPK1PXP\nbob JBSWY3DP\ncarl JBSWY3DPEHPK3PXPJ\n"
                                        "dora JBSWY3DPEHPK3PXP\ndora JBSWY3DPEHPK3PXP\n");
  expect_mistakes(file, {{{1, 4}, "no seed follows"},
                         {{2, 17}, "'1' does not belong to base32"},
                         {{3, 5}, "5 bytes; it needs 10 to 64"},
                         {{4, 6}, "no whole byte"},
                         {{6, 1}, "\"dora\" stands in line 5 already"}});
  EXPECT_EQ(file.rows.size(), 1u);
}

TEST(OathUsers, TakesTokensByTimeAndNoOthers) {
  const SeedFile file = read_oath_users("f",
                                        "# pam_oath\n"
                                        "HOTP/T30/6 ana - 3132333435363738393031323334353637383930\n"
                                        "HOTP/T60/8\tbob + 3132333435363738393031323334353637383930 0 123456 2026-01-01T10:00:00L\n"
                                        "HOTP/T30 carl - 3132333435363738393031323334353637383930\n"
                                        "HOTP dora - 3132333435363738393031323334353637383930 4\n"
                                        "HOTP/E/6 eve - 3132333435363738393031323334353637383930\n"
                                        "HOTP/T30/6 fay 1234 3132333435363738393031323334353637383930\n"
                                        "HOTP/T45/6 gus - 3132333435363738393031323334353637383930\n"
                                        "HOTP/T30/9 hal - 3132333435363738393031323334353637383930\n"
                                        "HOTP/T30/6 ida - 31323334353637383930313x\n"
                                        "HOTP/T30/6 jon - 313\n"
                                        "HOTP/T30/6 kim -\n"
                                        "MOTP leo - 3132333435363738393031323334353637383930\n");
  expect_mistakes(file, {{{5, 1}, "goes by a counter"},
                         {{6, 1}, "goes by a counter"},
                         {{7, 16}, "has a PIN"},
                         {{8, 1}, "30 or 60 seconds"},
                         {{9, 1}, "6 to 8 digits"},
                         {{10, 41}, "'x' does not belong to hexadecimal digits"},
                         {{11, 18}, "odd number"},
                         {{12, 17}, "too few words"},
                         {{13, 1}, "\"MOTP\" is no type that is known"}});
  ASSERT_EQ(file.rows.size(), 3u);
  EXPECT_EQ(file.rows[0].seed, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");  // RFC 6238's, in base32
  EXPECT_EQ(file.rows[1].period, 60u);
  EXPECT_EQ(file.rows[1].digits, 8u);
  EXPECT_EQ(file.rows[2].account, "carl");
}

constexpr const char* google =
    "JBSWY3DPEHPK3PXPJBSWY3DPEE\n\" RATE_LIMIT 3 30 1700000000\n\" WINDOW_SIZE 17\n\" DISALLOW_REUSE 5600\n"
    "\" TOTP_AUTH\n12345678\n87654321\n";

TEST(GoogleAuthenticator, HasASeedAndScratchCodes) {
  const SeedFile file = read_google_authenticator("f", google, "ana", true);
  expect_mistakes(file, {});
  ASSERT_EQ(file.rows.size(), 1u);
  EXPECT_EQ(file.rows[0].account, "ana");
  EXPECT_EQ(file.rows[0].seed, "JBSWY3DPEHPK3PXPJBSWY3DPEE");
  EXPECT_THAT(file.rows[0].backup_codes, ::testing::ElementsAre("12345678", "87654321"));
}

TEST(GoogleAuthenticator, ScratchCodesAreToldWhereTheyCouldNotBeTyped) {
  const SeedFile file = read_google_authenticator("f", google, "ana", false);
  expect_mistakes(file, {{{6, 1}, "scratch codes cannot be taken over where codes have 8 digits"}});
  ASSERT_EQ(file.rows.size(), 1u) << "the seed can";
  EXPECT_TRUE(file.rows[0].backup_codes.empty());
}

TEST(GoogleAuthenticator, WhatIsNoSeedByTimeIsTold) {
  const std::string seed = "JBSWY3DPEHPK3PXPJBSWY3DPEE\n";
  for (const auto& [text, wanted] : {std::pair<std::string, Mistake>{"", {{1, 1}, "the file is empty"}},
                                     {"\n" + seed, {{1, 1}, "0 bytes"}},
                                     {seed + "\" HOTP_COUNTER 3\n", {{2, 1}, "goes by a counter"}},
                                     {seed + "\" STEP_SIZE 45\n", {{2, 1}, "30 or 60 seconds"}},
                                     {seed + "\" TOTP_AUTH\n1234567\n", {{3, 1}, "neither an option nor a scratch code"}},
                                     {"JBSWY3DPEHPK3PXP!\n", {{1, 17}, "'!' does not belong"}}}) {
    const SeedFile file = read_google_authenticator("f", text, "ana", true);
    EXPECT_TRUE(file.rows.empty()) << text;
    ASSERT_GE(file.mistakes.size(), 1u) << text;
    EXPECT_EQ(file.mistakes[0].place, wanted.at) << text;
    EXPECT_THAT(file.mistakes[0].sentence, HasSubstr(wanted.part)) << text;
  }
  EXPECT_EQ(read_google_authenticator("f", seed + "\" STEP_SIZE 60\n", "ana", true).rows.at(0).period, 60u);
}

}  // namespace
}  // namespace tessera::ctl
