// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/options.hpp"

#include <gtest/gtest.h>

#include "daemon/service/exit_codes.hpp"

namespace tessera {
namespace {

Result<Options, int> parse(std::vector<const char*> arguments, bool has_init = true) {
  arguments.insert(arguments.begin(), "tesserad");
  return parse_options({"tesserad", "decides", has_init}, static_cast<int>(arguments.size()), arguments.data());
}

TEST(CommandLine, Defaults) {
  const auto options = parse({});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->config, "/etc/tessera/tessera.yaml");
  EXPECT_EQ(options->log, "");
  EXPECT_FALSE(options->check);
  EXPECT_FALSE(options->init);
}

TEST(CommandLine, All) {
  const auto options = parse({"--config", "/x.yaml", "--log=stderr", "--check"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->config, "/x.yaml");
  EXPECT_EQ(options->log, "stderr");
  EXPECT_TRUE(options->check);
  EXPECT_TRUE(parse({"--init"})->init);
}

TEST(CommandLine, Mistakes) {
  const std::vector<std::vector<const char*>> wrong = {
      {"--log", "syslog"}, {"--confg", "x"}, {"--config"}, {"stray"}, {"--init", "--check"}};
  for (const auto& arguments : wrong) {
    testing::internal::CaptureStderr();
    const auto options = parse(arguments);
    EXPECT_NE(testing::internal::GetCapturedStderr(), "");
    ASSERT_FALSE(options) << arguments[0];
    EXPECT_EQ(options.error(), exit_code::usage) << arguments[0];
  }
  testing::internal::CaptureStderr();
  EXPECT_EQ(parse({"--init"}, false).error(), exit_code::usage);
  testing::internal::GetCapturedStderr();
}

TEST(CommandLine, HelpAndVersion) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(parse({"--version"}).error(), exit_code::yes);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "tesserad " + std::string(version()) + "\n");
  testing::internal::CaptureStdout();
  EXPECT_EQ(parse({"--help"}).error(), exit_code::yes);
  EXPECT_NE(testing::internal::GetCapturedStdout().find("--config FILE"), std::string::npos);
}

}  // namespace
}  // namespace tessera
