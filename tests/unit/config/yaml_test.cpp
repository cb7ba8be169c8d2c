// SPDX-License-Identifier: Apache-2.0
// What the parser itself refuses.
#include "daemon/config/yaml.hpp"

#include "tests/unit/config/files.hpp"

namespace tessera {
namespace {

class Yaml : public ConfigFiles {};

TEST_F(Yaml, SyntaxError) {
  EXPECT_EQ(mistakes("a: [1\nb: }\n"), "tessera.yaml:2:2: this is not YAML: end of sequence flow not found\n");
}

TEST_F(Yaml, DuplicateKeys) {
  EXPECT_EQ(mistakes("help_desk: a\nenvironment:\n  name: x\n  name: y\n\nhelp_desk: b\n"),
            "tessera.yaml:4:3: duplicate key \"name\"; it stands in line 3 already\n"
            "tessera.yaml:6:1: duplicate key \"help_desk\"; it stands in line 1 already\n");
}

TEST_F(Yaml, NotUtf8) {
  EXPECT_EQ(mistakes("help_desk: a\nenvironment: {name: \xff}\n"), "tessera.yaml:2:21: this is not UTF-8\n");
}

TEST_F(Yaml, ControlCharacters) {
  EXPECT_EQ(mistakes(std::string("help_desk: a\0b\n", 15)), "tessera.yaml:1:13: a control character may not stand here\n");
  EXPECT_EQ(mistakes("help_desk: \x1b[31m\n"), "tessera.yaml:1:12: a control character may not stand here\n");
  EXPECT_EQ(mistakes("\xef\xbb\xbfhelp_desk:\ta\r\n"), "");
}

TEST_F(Yaml, TooLarge) {
  EXPECT_EQ(mistakes(std::string(max_config_bytes, '#')), "");
  EXPECT_EQ(mistakes(std::string(max_config_bytes + 1, '#')), "tessera.yaml: larger than 1 MiB\n");
}

TEST_F(Yaml, OneDocument) {
  EXPECT_EQ(mistakes("---\nhelp_desk: a\n---\nhelp_desk: b\n"),
            "tessera.yaml:4:1: a second document begins here; one file holds one\n");
}

TEST_F(Yaml, TagsAndKeys) {
  EXPECT_EQ(mistakes("help_desk: !secret a\n"), "tessera.yaml:1:12: a YAML tag has no meaning here\n");
  EXPECT_TRUE(mistakes("? [a]\n: b\n").starts_with("tessera.yaml:1:3: a key must be a word\n"));
}

TEST_F(Yaml, AnchorsMayBeUsed) {
  const auto config = load("machine_accounts: &all [a, b]\npopulations: { creator: { groups: *all } }\n");
  ASSERT_TRUE(config) << mistakes();
  EXPECT_EQ(config->populations.creator_groups, (std::vector<std::string>{"a", "b"}));
}

TEST_F(Yaml, ABombOfAliasesIsRefused) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before + ", " + before + "]\n";
  }
  EXPECT_EQ(mistakes(text), "tessera.yaml:8:5: more than 20000 values, aliases written out\n");
}

TEST_F(Yaml, AnAliasOfItsOwnAnchor) {
  EXPECT_EQ(mistakes("services: &s [*s]\n"), "tessera.yaml:1:15: an alias may not stand inside what it names\n");
}

TEST_F(Yaml, DeepNesting) {
  EXPECT_NE(mistakes("a: " + std::string(100'000, '[')).find("this is not YAML"), std::string::npos);
}

}  // namespace
}  // namespace tessera
