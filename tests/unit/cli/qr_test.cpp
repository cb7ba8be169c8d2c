// SPDX-License-Identifier: Apache-2.0
#include "cli/tessera/qr.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "cli/tessera/screens.hpp"

namespace tessera::own {
namespace {

constexpr const char* uri =
    "otpauth://totp/training-staging:ana?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=training-staging";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::size_t cells(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Two by two, dark where they differ: every pair of halves once.
QrSquare two_by_two() { return {2, {true, false, false, true}}; }

TEST(Qr, HalfBlocksHoldTwoModules) {
  const Display display{.columns = 4, .rows = 24, .utf8 = true};
  EXPECT_EQ(qr_text(two_by_two(), display), "\u2588\u2580\u2588\u2588\n\u2588\u2588\u2584\u2588\n");
}

TEST(Qr, AsciiInksTheDarkModules) {
  const Display display{.columns = 8, .rows = 24, .utf8 = false};
  EXPECT_EQ(qr_text(two_by_two(), display), "        \n  ##    \n    ##  \n        \n");
}

TEST(Qr, ColoursMakeDarkBlackWhateverTheTerminalIs) {
  const Display utf8{.columns = 4, .rows = 24, .utf8 = true, .colours = true};
  EXPECT_EQ(qr_text(two_by_two(), utf8),
            "\033[97;40m\u2588\u2580\u2588\u2588\033[0m\n\033[97;40m\u2588\u2588\u2584\u2588\033[0m\n");
  const Display ascii{.columns = 8, .rows = 24, .utf8 = false, .colours = true};
  EXPECT_EQ(lines_of(qr_text(two_by_two(), ascii)).at(1),
            "\033[97;107m  \033[30;40m##\033[97;107m    \033[0m");
}

TEST(Qr, TheQuietZoneIsAsWideAsThereIsRoom) {
  const auto square = qr_square(uri).value();
  ASSERT_EQ(square.width, 37u);
  const auto size = [&](unsigned columns, unsigned rows, bool utf8) {
    const auto lines = lines_of(qr_text(square, {columns, rows, utf8, false}));
    for (const std::string& line : lines) EXPECT_EQ(cells(line), cells(lines[0]));
    return lines.empty() ? std::pair<std::size_t, std::size_t>(0, 0) : std::pair(cells(lines[0]), lines.size());
  };
  using Size = std::pair<std::size_t, std::size_t>;
  EXPECT_EQ(size(80, 50, true), Size(45, 23));
  EXPECT_EQ(size(45, 26, true), Size(45, 23));
  EXPECT_EQ(size(45, 25, true), Size(41, 21)) << "with the key and the question below it";
  EXPECT_EQ(size(80, 24, true), Size(41, 21));
  EXPECT_EQ(size(80, 20, true), Size(39, 20)) << "higher than the terminal all the same";
  EXPECT_EQ(size(41, 50, true), Size(41, 21));
  EXPECT_EQ(size(39, 50, true), Size(39, 20));
  EXPECT_EQ(size(38, 50, true), Size(0, 0));
  EXPECT_EQ(size(90, 60, false), Size(90, 45));
  EXPECT_EQ(size(77, 60, false), Size(0, 0));
}

TEST(Qr, WhatDoesNotFitIsNone) { EXPECT_FALSE(qr_square(std::string(4000, 'a'))); }

TEST(Screens, TheSeedWithAndWithoutASquare) {
  const user::Seed seed{uri, "JBSWY3DPEHPK3PXP", 6};
  const std::string with = seed_screen(seed, {80, 50, true, false});
  EXPECT_TRUE(with.starts_with("\nScan this with your authenticator app:\n\u2588"));
  EXPECT_TRUE(with.ends_with("\nNo square? Key: JBSW Y3DP EHPK 3PXP (time-based, 6 digits)\n"));
  EXPECT_EQ(seed_screen(seed, {30, 50, true, false}),
            "\nType this key into your authenticator app, or widen the window for a square to scan.\n"
            "Key: JBSW Y3DP EHPK 3PXP (time-based, 6 digits)\n");
}

TEST(Screens, BackupCodesInTwoRows) {
  EXPECT_EQ(codes_screen({"aaaa-0000\naaaa-1111\naaaa-2222\naaaa-3333\naaaa-4444\naaaa-5555"}),
            "Six backup codes, shown once. Keep them away from your phone:\n"
            "  aaaa-0000   aaaa-1111   aaaa-2222   aaaa-3333   aaaa-4444\n"
            "  aaaa-5555\n");
}

TEST(Screens, StatusInTheLocalZone) {
  setenv("TZ", "UTC", 1);
  tzset();
  EXPECT_EQ(status_screen({"ana", "staging", "Asked for a code by sshd.", 0, 0, 0, 0}),
            "Account:       ana on staging\n"
            "Second step:   Asked for a code by sshd.\n"
            "App:           none; to set one up: tessera enrol\n"
            "Backup codes:  none; for new ones: tessera backup-codes\n");
  EXPECT_EQ(status_screen({"ana", "staging", "Asked.", 1'700'000'000'000, 1'700'086'400'000, 1'700'000'060'000, 9}),
            "Account:       ana on staging\n"
            "Second step:   Asked.\n"
            "App:           yes, since 2023-11-14 22:13; a new one counts from 2023-11-15 22:13\n"
            "Backup codes:  9 left\n"
            "Locked until:  2023-11-14 22:14\n");
}

}  // namespace
}  // namespace tessera::own
