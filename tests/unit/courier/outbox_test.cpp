// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/gateways/outbox.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temporary_directory.hpp"

namespace tessera::courier {
namespace {

const Letter letter{"ana", "text", "", "+15005550142", "S", "482931 \"x\"\n", "482931"};

TEST(Outbox, NamesAreSafe) {
  EXPECT_EQ(outbox_file_name(7, "text", "ana"), "7-text-ana.json");
  EXPECT_EQ(outbox_file_name(7, "text", "../a b"), "7-text-..%2Fa%20b.json");
  EXPECT_EQ(outbox_file_name(7, "email", "ana@example.com"), "7-email-ana@example.com.json");
  EXPECT_LE(outbox_file_name(7, "text", std::string(256, '/')).size(), 200u);
}

TEST(Outbox, JsonIsInOrder) {
  EXPECT_EQ(outbox_json(letter),
            R"({"account":"ana","channel":"text","to":"+15005550142","subject":"S","text":"482931 \"x\"\n"})");
}

TEST(Outbox, LeavesOnePrivateFile) {
  const tessera::test::TemporaryDirectory directory;
  const Outbox outbox({directory.file("tray").string(), ""});
  EXPECT_EQ(std::get<Answer>(outbox.begin(letter, {})).status, DeliveryStatus::sent);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory.file("tray"))) {
    ++files;
    struct stat info {};
    ASSERT_EQ(stat(entry.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777, 0600u);
    std::ifstream file(entry.path());
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), outbox_json(letter));
  }
  EXPECT_EQ(files, 1);
}

TEST(Outbox, ADirectoryThatCannotBeIsAMistake) {
  EXPECT_EQ(std::get<Answer>(Outbox({"/nonexistent/a/b", ""}).begin(letter, {})).status, DeliveryStatus::misconfigured);
}

TEST(Outbox, ASocketWithoutAReaderPasses) {
  EXPECT_EQ(std::get<Answer>(Outbox({"", "/nonexistent/socket"}).begin(letter, {})).status, DeliveryStatus::failed);
}

}  // namespace
}  // namespace tessera::courier
