// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/config/files.hpp"

namespace tessera {
namespace {

using Words = std::vector<std::string>;

class Merge : public ConfigFiles {};

TEST_F(Merge, MapsMergeScalarsAndListsReplaceInByteOrder) {
  put("tessera.yaml", "environment: { name: staging, url: https://a.example.com }\nmachine_accounts: [a, b]\n");
  put("tessera.yaml.d/20-b.yaml", "environment: { name: uat }\n");
  put("tessera.yaml.d/10-a.yaml", "environment: { name: test }\nmachine_accounts: [c]\n");
  put("tessera.yaml.d/Z.yaml", "help_desk: upper case comes after digits\n");
  put("tessera.yaml.d/a.yaml", "help_desk: lower case comes last\n");
  const auto config = load();
  ASSERT_TRUE(config) << mistakes();
  EXPECT_EQ(config->environment.name, "uat");
  EXPECT_EQ(config->environment.url, "https://a.example.com");
  EXPECT_EQ(config->machine_accounts, Words{"c"});
  EXPECT_EQ(config->help_desk, "lower case comes last");
}

TEST_F(Merge, OnlyYamlFilesCount) {
  put("tessera.yaml", "");
  put("tessera.yaml.d/README", "not yaml: [");
  put("tessera.yaml.d/10.yaml~", "not yaml: [");
  put("tessera.yaml.d/10.yml", "not yaml: [");
  put("tessera.yaml.d/.hidden.yaml", "not yaml: [");
  EXPECT_EQ(mistakes(), "");
}

TEST_F(Merge, AMistakeIsShownWhereItsValueStands) {
  put("tessera.yaml", "limits: { code: { digits: 6 } }\n");
  put("tessera.yaml.d/10.yaml", "\nlimits: { code: { digits: 5 } }\n");
  put("tessera.yaml.d/20.yaml", "limits: { cod: {} }\n");
  EXPECT_EQ(mistakes(),
            "tessera.yaml.d/10.yaml:2:27: limits.code.digits must be a whole number from 6 to 8, not \"5\"\n"
            "tessera.yaml.d/20.yaml:1:11: unknown key \"cod\" in limits; known: code, attempts, sends. Did you mean "
            "\"code\"?\n");
}

TEST_F(Merge, AKeyWithoutAValueChangesNothing) {
  put("tessera.yaml", "environment: { name: staging }\n");
  put("tessera.yaml.d/10.yaml", "environment:\n");
  put("tessera.yaml.d/20.yaml", "# all of it is commented out\n");
  const auto config = load();
  ASSERT_TRUE(config) << mistakes();
  EXPECT_EQ(config->environment.name, "staging");
}

TEST_F(Merge, FileIsNeededDropInsAreNot) {
  EXPECT_EQ(mistakes(), "tessera.yaml: cannot be read: No such file or directory\n");
  std::filesystem::create_directory(path("tessera.yaml"));
  EXPECT_EQ(mistakes(), "tessera.yaml: not a regular file\n");
}

TEST_F(Merge, ABrokenDropInIsAMistake) {
  put("tessera.yaml", "environment: { name: staging }\n");
  put("tessera.yaml.d/10.yaml", "environment: { name: [ }\n");
  const auto config = load();
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().front().at.file, path("tessera.yaml.d/10.yaml"));
}

}  // namespace
}  // namespace tessera
