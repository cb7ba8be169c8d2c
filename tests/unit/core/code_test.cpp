// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/code.hpp"

#include <gtest/gtest.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace tessera {
namespace {

bool openssl(std::span<std::byte> bytes) {
  return RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) == 1;
}

/// Gives these numbers in turn, as the generator would.
RandomSource numbers(std::vector<std::uint32_t> values) {
  return [values, i = std::size_t{0}](std::span<std::byte> bytes) mutable {
    std::memcpy(bytes.data(), &values.at(i++), sizeof(std::uint32_t));
    return true;
  };
}

TEST(Code, HasExactlyItsDigits) {
  EXPECT_EQ(make_code(6, numbers({42})), "000042");
  EXPECT_EQ(make_code(8, numbers({12'345'678})), "12345678");
}

TEST(Code, NumbersBeyondTheLastWholeRangeAreDrawnAgain) {  // else small codes are likelier
  constexpr std::uint32_t limit = UINT32_MAX - UINT32_MAX % 1'000'000;
  EXPECT_EQ(make_code(6, numbers({limit, UINT32_MAX, 7})), "000007");
  EXPECT_EQ(make_code(6, numbers({limit - 1})), "999999");
}

TEST(Code, NoRandomnessNoCode) {
  const RandomSource broken = [](std::span<std::byte>) { return false; };
  EXPECT_FALSE(make_code(6, broken));
  EXPECT_FALSE(make_challenge_id(broken));
}

// Each digit of 10^6 codes: chi-square with 9 degrees of freedom stays below 40 but once in 10^5 runs.
TEST(Code, DigitsAreEvenlySpread) {
  constexpr int codes = 1'000'000;
  std::array<std::array<double, 10>, 6> counts{};
  for (int i = 0; i < codes; ++i) {
    const std::string code = make_code(6, openssl).value();
    for (std::size_t place = 0; place < 6; ++place) counts[place][static_cast<std::size_t>(code[place] - '0')] += 1;
  }
  for (const auto& place : counts) {
    double chi_square = 0;
    for (const double count : place) chi_square += (count - codes / 10.0) * (count - codes / 10.0) / (codes / 10.0);
    EXPECT_LT(chi_square, 40);
  }
}

TEST(CodeKeys, AMacBelongsToChallengeAccountAndCode) {
  const CodeKeys keys{Secret(std::string(32, 's'))};
  const CodeMac mac = keys.mac("c1", "ana", "482931");
  EXPECT_TRUE(keys.matches(mac, "c1", "ana", "482931"));
  EXPECT_FALSE(keys.matches(mac, "c2", "ana", "482931"));
  EXPECT_FALSE(keys.matches(mac, "c1", "bob", "482931"));
  EXPECT_FALSE(keys.matches(mac, "c1", "ana", "482932"));
  EXPECT_FALSE(keys.matches(mac, "c1a", "na", "482931")) << "parts must not run into each other";
  const CodeKeys others{Secret(std::string(32, 't'))};
  EXPECT_FALSE(others.matches(mac, "c1", "ana", "482931"));
}

TEST(CodeKeys, ADestinationIsTheSameEachTimeAndTellsNothing) {
  const CodeKeys keys{Secret(std::string(32, 's'))};
  EXPECT_EQ(keys.destination("+15005550142"), keys.destination("+15005550142"));
  EXPECT_NE(keys.destination("+15005550142"), keys.destination("+15005550143"));
  EXPECT_EQ(keys.destination("+15005550142").find("555"), std::string::npos);
}

}  // namespace
}  // namespace tessera
