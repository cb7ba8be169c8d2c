// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/escape.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

TEST(EscapeForLog, NothingThatATerminalOrAParserObeys) {
  EXPECT_EQ(escape_for_log("a\r\nTESSERA_RESULT=proven"), "a\\x0d\\x0aTESSERA_RESULT=proven");
  EXPECT_EQ(escape_for_log("\x1b[2J\x07\x7f"), "\\x1b[2J\\x07\\x7f");
  EXPECT_EQ(escape_for_log(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(escape_for_log("\xc2\x9b" "31m"), "\\u009b31m");
  EXPECT_EQ(escape_for_log("\xe2\x80\xae" "gpj"), "\\u202egpj");
  EXPECT_EQ(escape_for_log("\xff\xc3("), "\\xff\\xc3(");
}

TEST(EscapeForLog, OrdinaryNamesStay) {
  EXPECT_EQ(escape_for_log("DOMAIN\\ana"), "DOMAIN\\ana");
  EXPECT_EQ(escape_for_log("J\xc3\xb6rg \xe2\x82\xac \xf0\x9f\x94\x91"), "J\xc3\xb6rg \xe2\x82\xac \xf0\x9f\x94\x91");
  EXPECT_EQ(escape_for_log(""), "");
}

TEST(EscapeForLog, Cut) {
  EXPECT_EQ(escape_for_log("abcdef", 6), "abcdef");
  EXPECT_EQ(escape_for_log("abcdefg", 6), "abcdef...");
  EXPECT_EQ(escape_for_log("abcd\xc3\xa9x", 5), "abcd...");
  EXPECT_EQ(escape_for_log("abcd\n", 6), "abcd...");
}

}  // namespace
}  // namespace tessera
