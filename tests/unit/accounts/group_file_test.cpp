// SPDX-License-Identifier: Apache-2.0
#include "daemon/accounts/group_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/fake_log.hpp"
#include "tests/unit/accounts/temporary_file.hpp"

namespace tessera {
namespace {

using testing::ElementsAre;

GroupTable groups_of(std::string_view text) {
  auto table = parse_group(text);
  EXPECT_TRUE(table.has_value());
  return table ? std::move(*table) : GroupTable();
}

TEST(ParseGroup, GidAndMembers) {
  const GroupTable table = groups_of("sudo:x:27:ana,ben\nusers:x:100:\nwheel:x:10\n");
  EXPECT_EQ(table.by_name.at("sudo").gid, 27u);
  EXPECT_THAT(table.by_name.at("sudo").members, ElementsAre("ana", "ben"));
  EXPECT_TRUE(table.by_name.at("users").members.empty());
  EXPECT_EQ(table.by_name.at("wheel").gid, 10u);
}

TEST(ParseGroup, EmptyAndImpossibleMembersAreDropped) {
  const GroupTable table = groups_of("sudo:x:27:,ana,, ben ,c/d,\n");
  EXPECT_THAT(table.by_name.at("sudo").members, ElementsAre("ana", "ben"));
}

TEST(ParseGroup, CommentsNisLinesAndBadLines) {
  const GroupTable table = groups_of("# sudo:x:1:ana\n+:::\n-sudo\nsudo:x\nadm:x:four:ana\n:x:1:ana\nadm:x:4:ana\n");
  EXPECT_EQ(table.by_name.size(), 1u);
  EXPECT_EQ(table.by_name.at("adm").gid, 4u);
  EXPECT_EQ(table.mistakes.size(), 3u);
}

TEST(ParseGroup, FirstOfTwoWins) {
  EXPECT_THAT(groups_of("sudo:x:27:ana\nsudo:x:28:ben\n").by_name.at("sudo").members, ElementsAre("ana"));
}

TEST(ParseGroup, GroupOfManyMembersAndHugeLine) {
  std::string members = "m0";
  for (int i = 1; i < 10'000; ++i) members += ",m" + std::to_string(i);
  EXPECT_EQ(groups_of("big:x:1:" + members + "\n").by_name.at("big").members.size(), 10'000u);
  EXPECT_FALSE(groups_of("big:x:1:" + std::string(max_table_line, 'a') + "\n").by_name.contains("big"));
}

TEST(ParseGroup, TooManyRowsIsAnError) {
  EXPECT_FALSE(parse_group(std::string(max_table_rows + 1, '\n')).has_value());
}

class GroupFileTest : public testing::Test {
 protected:
  TemporaryFile host_;
  test::FakeLog log_;
  GroupFile file_{host_.path(), log_};
};

TEST_F(GroupFileTest, ListedOrByPrimaryGid) {
  host_.write("sudo:x:27:ana\n");
  EXPECT_FALSE(file_.groups_of({"sudo"}, "ana", std::nullopt).empty());
  EXPECT_FALSE(file_.groups_of({"sudo"}, "ben", 27).empty());
  EXPECT_TRUE(file_.groups_of({"sudo"}, "ben", 100).empty());
  EXPECT_TRUE(file_.groups_of({"sudo"}, "ben", std::nullopt).empty());
  EXPECT_TRUE(file_.groups_of({"wheel"}, "ana", 0).empty());
}

TEST_F(GroupFileTest, ReloadsWhenReplaced) {
  host_.replace("sudo:x:27:ana\n");
  EXPECT_FALSE(file_.groups_of({"sudo"}, "ana", std::nullopt).empty());
  host_.replace("sudo:x:27:ben\n");
  EXPECT_TRUE(file_.groups_of({"sudo"}, "ana", std::nullopt).empty());
  EXPECT_FALSE(file_.groups_of({"sudo"}, "ben", std::nullopt).empty());
}

TEST_F(GroupFileTest, UnreadableHasNoGroupsAndIsLoggedOnce) {
  EXPECT_TRUE(file_.groups_of({"sudo"}, "ana", 27).empty());
  EXPECT_TRUE(file_.groups_of({"sudo"}, "ana", 27).empty());
  EXPECT_EQ(log_.lines.size(), 1u);
  host_.write("sudo:x:27:ana\n");
  EXPECT_FALSE(file_.groups_of({"sudo"}, "ana", std::nullopt).empty());
}

}  // namespace
}  // namespace tessera
