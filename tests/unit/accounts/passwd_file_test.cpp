// SPDX-License-Identifier: Apache-2.0
#include "daemon/accounts/passwd_file.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/fake_log.hpp"
#include "tests/unit/accounts/temporary_file.hpp"

namespace tessera {
namespace {

using testing::Test;

PasswdTable accounts_of(std::string_view text) {
  auto table = parse_passwd(text);
  EXPECT_TRUE(table.has_value());
  return table ? std::move(*table) : PasswdTable();
}

TEST(ParsePasswd, NameUidAndGid) {
  const PasswdTable table = accounts_of("ana:x:1000:1001:Ana,,,:/home/ana:/bin/bash\nben:x:1002:1003::/:/bin/sh");
  ASSERT_TRUE(table.by_name.contains("ana"));
  EXPECT_EQ(table.by_name.at("ana").uid, 1000u);
  EXPECT_EQ(table.by_name.at("ana").gid, 1001u);
  EXPECT_EQ(table.by_uid.at(1002), "ben");
  EXPECT_TRUE(table.mistakes.empty());
}

TEST(ParsePasswd, CommentsBlanksAndNisLinesAreNoAccounts) {
  const PasswdTable table = accounts_of("# ana:x:1:1:::\n\n   \n+\n+::::::\n+bob:x:2:2:::\n-eve\n+@group\n  ana:x:3:3:::\n");
  EXPECT_EQ(table.by_name.size(), 1u);
  EXPECT_EQ(table.by_name.at("ana").uid, 3u);
  EXPECT_TRUE(table.mistakes.empty());
}

TEST(ParsePasswd, GlibcNeedsFourFields) {
  const PasswdTable table = accounts_of("ana:x:1:1\nben:x:1\ncleo\n");
  EXPECT_TRUE(table.by_name.contains("ana"));
  EXPECT_EQ(table.by_name.size(), 1u);
  ASSERT_EQ(table.mistakes.size(), 2u);
  EXPECT_EQ(table.mistakes[0].line, 2u);
  EXPECT_EQ(table.mistakes[1].line, 3u);
  EXPECT_TRUE(table.damaged.contains("ben"));
}

TEST(ParsePasswd, NumbersAreDigitsWithinRange) {
  for (const char* uid : {"", "-1", "+1", " 1", "1x", "0x10", "4294967295", "4294967296", "99999999999999999999"}) {
    const PasswdTable table = accounts_of("ana:x:" + std::string(uid) + ":1:::\nben:x:1:" + uid + ":::\n");
    EXPECT_TRUE(table.by_name.empty()) << uid;
    EXPECT_EQ(table.mistakes.size(), 2u) << uid;
    EXPECT_TRUE(table.damaged.contains("ana") && table.damaged.contains("ben")) << uid;
  }
  EXPECT_EQ(accounts_of("ana:x:4294967294:0:::").by_name.at("ana").uid, 4294967294u);
}

TEST(ParsePasswd, ImpossibleNamesAreSkipped) {
  const PasswdTable table = accounts_of(":x:0:0:::\na b:x:0:0:::\na/b:x:0:0:::\n\x1B[2J:x:0:0:::\n" + std::string(257, 'a') +
                                   ":x:0:0:::\nana:x:1:1:::\n");
  EXPECT_EQ(table.by_name.size(), 1u);
  EXPECT_EQ(table.mistakes.size(), 5u);
  EXPECT_FALSE(table.by_uid.contains(0));
}

TEST(ParsePasswd, FirstOfTwoWins) {
  const PasswdTable table = accounts_of("ana:x:1:1:::\nana:x:2:2:::\nben:x:1:3:::\n");
  EXPECT_EQ(table.by_name.at("ana").uid, 1u);
  EXPECT_EQ(table.by_uid.at(1), "ana");
  EXPECT_EQ(table.by_name.at("ben").gid, 3u);
  EXPECT_FALSE(table.by_uid.contains(2));
}

TEST(ParsePasswd, HugeLineIsSkippedAndItsNameDamaged) {
  const PasswdTable table = accounts_of("ana:x:1:1:" + std::string(max_table_line, 'g') + "::\nben:x:2:2:::\n");
  EXPECT_FALSE(table.by_name.contains("ana"));
  EXPECT_TRUE(table.damaged.contains("ana"));
  EXPECT_TRUE(table.by_name.contains("ben"));
}

TEST(ParsePasswd, ManyRows) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) {
    text += "user" + std::to_string(i) + ":x:" + std::to_string(100'000 + i) + ":100:::\n";
  }
  const PasswdTable table = accounts_of(text);
  EXPECT_EQ(table.by_name.size(), 100'000u);
  EXPECT_EQ(table.by_name.at("user99999").uid, 199'999u);
  EXPECT_EQ(table.by_uid.at(150'000), "user50000");
}

TEST(ParsePasswd, TooManyRowsIsAnError) {
  EXPECT_FALSE(parse_passwd(std::string(max_table_rows + 1, '\n')).has_value());
  EXPECT_TRUE(parse_passwd(std::string(max_table_rows, '\n')).has_value());
}

class PasswdFileTest : public Test {
 protected:
  TemporaryFile host_;
  test::FakeLog log_;
  PasswdFile file_{host_.path(), log_};
};

TEST_F(PasswdFileTest, FindsByNameAndUid) {
  host_.write("ana:x:1000:1001:::\n");
  EXPECT_EQ(file_.find("ana").answer, PasswdAnswer::found);
  EXPECT_EQ(file_.find("ana").account.gid, 1001u);
  EXPECT_EQ(file_.find_uid(1000).account.name, "ana");
  EXPECT_EQ(file_.find("ben").answer, PasswdAnswer::absent);
  EXPECT_EQ(file_.find_uid(7).answer, PasswdAnswer::absent);
}

TEST_F(PasswdFileTest, UnreadableIsAnErrorUntilItIsBack) {
  EXPECT_EQ(file_.find("ana").answer, PasswdAnswer::error);
  host_.write("ana:x:1000:1001:::\n");
  EXPECT_EQ(file_.find("ana").answer, PasswdAnswer::found);
  std::filesystem::remove(host_.path());
  EXPECT_EQ(file_.find("ana").answer, PasswdAnswer::error);
  EXPECT_EQ(file_.find("ben").answer, PasswdAnswer::error);
  EXPECT_NE(file_.find("ben").detail.find(host_.path()), std::string::npos);
  host_.write("ben:x:1000:1001:::\n");
  EXPECT_EQ(file_.find("ana").answer, PasswdAnswer::absent);
}

TEST_F(PasswdFileTest, DirectoryInPlaceOfTheFileIsAnError) {
  std::filesystem::create_directory(host_.path());
  EXPECT_EQ(file_.find("ana").answer, PasswdAnswer::error);
}

TEST_F(PasswdFileTest, ReloadsWhenReplaced) {
  host_.replace("ana:x:1000:1001:::\n");
  EXPECT_EQ(file_.find("ana").answer, PasswdAnswer::found);
  host_.replace("ben:x:1000:1001:::\n");
  EXPECT_EQ(file_.find("ana").answer, PasswdAnswer::absent);
  EXPECT_EQ(file_.find("ben").answer, PasswdAnswer::found);
}

TEST_F(PasswdFileTest, ReloadsWhenRewrittenWithTheSameSizeAtTheSameMoment) {
  for (int i = 100; i < 200; ++i) {  // faster than a file system's clock ticks
    const std::string name = "u" + std::to_string(i);
    host_.write(name + ":x:1000:1001:::\n");
    ASSERT_EQ(file_.find(name).answer, PasswdAnswer::found) << name;
  }
}

TEST_F(PasswdFileTest, TooManyRowsStaysAnError) {
  host_.write(std::string(max_table_rows + 1, '\n'));
  EXPECT_EQ(file_.find("ana").answer, PasswdAnswer::error);
  EXPECT_EQ(file_.find("ana").answer, PasswdAnswer::error);
}

TEST_F(PasswdFileTest, DamagedAccountIsAnErrorNotAbsent) {
  host_.write("ana:x:one:1:::\nben:x:2:2:::\n");
  EXPECT_EQ(file_.find("ana").answer, PasswdAnswer::error);
  EXPECT_EQ(file_.find("ben").answer, PasswdAnswer::found);
}

TEST_F(PasswdFileTest, LogsSkippedLinesWithoutTheirText) {
  host_.write("ana:$6$salt$hash:one:1:::\n");
  (void)file_.find("ana");
  ASSERT_FALSE(log_.lines.empty());
  EXPECT_NE(log_.lines[0].find("line 1 (uid or gid is not a number), 1 in all"), std::string::npos);
  EXPECT_EQ(log_.lines[0].find("hash"), std::string::npos);
}

TEST_F(PasswdFileTest, LogIsBounded) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "bad\n";
  host_.write(text);
  (void)file_.find("ana");
  ASSERT_FALSE(log_.lines.empty());
  EXPECT_LT(log_.lines[0].size(), 1024u);
  EXPECT_NE(log_.lines[0].find("1000 in all"), std::string::npos);
}

}  // namespace
}  // namespace tessera
