// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/backup_code.hpp"

#include <gtest/gtest.h>

#include <set>

#include "daemon/core/menu.hpp"
#include "daemon/runtime/openssl_random.hpp"

namespace tessera {
namespace {

class BackupCode : public testing::Test {
 protected:
  OpensslRandom openssl;
  const RandomSource random = [this](std::span<std::byte> bytes) { return openssl.fill(bytes); };
};

TEST_F(BackupCode, IsReadAsOneAndNeverAsACodeOfDigits) {
  std::set<std::string> seen;
  for (int i = 0; i < 2000; ++i) {
    const std::string code = make_backup_code(random).value();
    const Parsed parsed = parse_answer(" " + code + " ", {6, 8});
    EXPECT_EQ(parsed.said, Said::backup_code) << code;
    EXPECT_EQ(parsed.text, code);
    seen.insert(code);
  }
  EXPECT_EQ(seen.size(), 2000u) << "40 bits do not meet in 2,000";
}

TEST_F(BackupCode, CapitalsAreTheSame) {
  EXPECT_EQ(parse_answer("K7MF-2QPX", {}).text, "k7mf-2qpx");
}

TEST_F(BackupCode, IsHashedWithItsSalt) {
  EXPECT_EQ(hash_backup_code("salt", "k7mf-2qpx"), hash_backup_code("salt", "k7mf-2qpx"));
  EXPECT_NE(hash_backup_code("salt", "k7mf-2qpx"), hash_backup_code("tlas", "k7mf-2qpx"));
  EXPECT_NE(hash_backup_code("salt", "k7mf-2qpx"), hash_backup_code("salt", "k7mf-2qpy"));
  EXPECT_EQ(hash_backup_code("salt", "k7mf-2qpx").size(), 32u);
}

TEST_F(BackupCode, NothingIsMadeWithoutRandomness) {
  const RandomSource broken = [](std::span<std::byte>) { return false; };
  EXPECT_FALSE(make_backup_code(broken));
  EXPECT_FALSE(make_backup_salt(broken));
}

}  // namespace
}  // namespace tessera
