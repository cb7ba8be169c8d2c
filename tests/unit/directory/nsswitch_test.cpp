// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/nsswitch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> sources(std::string_view text) {
  auto result = passwd_sources(text);
  EXPECT_TRUE(result.has_value()) << text << ": " << result.error();
  return result ? *result : std::vector<std::string>{"?"};
}

TEST(Nsswitch, FilesAndCompatAreTheDaemons) {
  EXPECT_THAT(sources("passwd:         files systemd\ngroup: files ldap\n"), ElementsAre("systemd"));
  EXPECT_THAT(sources("passwd: compat sss"), ElementsAre("sss"));
  EXPECT_THAT(sources("passwd: files"), IsEmpty());
}

TEST(Nsswitch, OrderIsKeptAndEachSourceAskedOnce) {
  EXPECT_THAT(sources("passwd: sss files winbind sss ldap\n"), ElementsAre("sss", "winbind", "ldap"));
}

TEST(Nsswitch, ActionsAreLeftAside) {
  EXPECT_THAT(sources("passwd: files [NOTFOUND=return] sss"), ElementsAre("sss"));
  EXPECT_THAT(sources("passwd: files[!UNAVAIL=return]sss [ SUCCESS=merge TRYAGAIN=continue ] ldap"),
              ElementsAre("sss", "ldap"));
}

TEST(Nsswitch, CommentsBlanksAndOtherDatabases) {
  EXPECT_THAT(sources("# passwd: ldap\n\tpasswd:\tfiles sss # ldap\nshadow: files\npasswd_compat: nis\n"),
              ElementsAre("sss"));
  EXPECT_THAT(sources("passwd : files sss\r\n"), ElementsAre("sss"));
}

TEST(Nsswitch, WithoutALineOnlyFiles) {
  EXPECT_THAT(sources(""), IsEmpty());
  EXPECT_THAT(sources("group: files sss\n"), IsEmpty());
  EXPECT_THAT(sources("#passwd: sss\n"), IsEmpty());
  EXPECT_THAT(sources("passwd:\n"), IsEmpty());
}

TEST(Nsswitch, LastOfTwoLinesHolds) { EXPECT_THAT(sources("passwd: ldap\npasswd: sss\n"), ElementsAre("sss")); }

TEST(Nsswitch, WhatCannotBeUnderstoodIsAnError) {  // fewer sources would turn an error into 'nobody'
  for (const char* line : {"passwd: files [NOTFOUND=return", "passwd: [NOTFOUND=return] sss", "passwd: sss []",
                           "passwd: sss [return]", "passwd: sss [=return]", "passwd: sss [NOTFOUND=]",
                           "passwd: ../../tmp/x", "passwd: s.s", "passwd: sss]", "passwd: a=b",
                           "passwd: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                           "passwd: a b c d e f g h i j k l m n o p q"}) {
    EXPECT_FALSE(passwd_sources(line).has_value()) << line;
  }
}

TEST(Nsswitch, UnreadableFileIsAnError) {
  EXPECT_FALSE(read_passwd_sources("/nonexistent/nsswitch.conf").has_value());
  EXPECT_FALSE(read_passwd_sources("/").has_value());
}

}  // namespace
}  // namespace tessera
