// SPDX-License-Identifier: Apache-2.0
#include "shared/account_name.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tessera {
namespace {

TEST(AccountName, OrdinaryNames) {
  for (const char* name : {"ana", "_apt", "ana.b-c", "DOMAIN\\ana", "ana@example.com", "machine$", "ana-", "\xC3\xA9va"}) {
    EXPECT_TRUE(is_account_name(name)) << name;
  }
}

TEST(AccountName, HostileNames) {
  for (const char* name : {"", "-x", "a b", "a:b", "a/b", "../x", "a\tb", "a\nb", "a\r", "a\x7F", "\x1B[2J", "\xFF",
                           "a\xC2\x9B[2J", "a\xC2\xA0", "a\xC2"}) {
    EXPECT_FALSE(is_account_name(name)) << name;
  }
  EXPECT_FALSE(is_account_name(std::string_view("a\0b", 3)));
}

TEST(AccountName, Length) {
  EXPECT_TRUE(is_account_name(std::string(256, 'a')));
  EXPECT_FALSE(is_account_name(std::string(257, 'a')));
  EXPECT_FALSE(is_account_name(std::string(64 * 1024, 'a')));
}

}  // namespace
}  // namespace tessera
