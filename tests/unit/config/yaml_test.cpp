// SPDX-License-Identifier: Apache-2.0
// What the parser itself refuses.
#include "daemon/config/yaml.hpp"

#include <random>

#include "daemon/config/show.hpp"
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

/// Bytes of a good file changed, removed and repeated: it loads to what shows and loads again, or says why not.
TEST_F(Yaml, DamagedFilesAreRefusedWithAPlace) {
  const std::string good =
      "environment: { name: staging, url: https://e.example.com }\nservices: [sshd, {su: {ask: user}}]\n"
      "machine_accounts: &m [ansible, 'b']\npopulations: { creator: { groups: *m } }\n"
      "gateways:\n  mail: { kind: smtp, url: smtps://m.example.com:465, from: a@example.com }\n"
      "  out: { kind: outbox, directory: /var/lib/out }\nchannels:\n  text: { gateways: [out] }\n"
      "limits:\n  code: { digits: 6, lifetime: 5min }\n  sends: { total: 500/h, regions: [US] }\n";
  constexpr std::string_view damage("{}[]:,&*!|>'\"%@`#-? \n\tx0\xff\0", 26);
  std::mt19937 random(2026);
  const auto below = [&random](std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random); };
  for (int round = 0; round < 1000; ++round) {
    std::string text = good;
    for (std::size_t edits = 1 + below(4); edits > 0; --edits) {
      const std::size_t at = below(text.size()), kind = below(3);
      if (kind == 0) text[at] = damage[below(damage.size())];
      if (kind == 1) text.erase(at, 1 + below(8));
      if (kind == 2) text.insert(at, text.substr(below(text.size()), 1 + below(20)));
    }
    const auto config = load(text);
    if (config) {
      EXPECT_TRUE(load(config_to_yaml(*config))) << text;
    } else {
      EXPECT_FALSE(config.error().empty() || config.error().front().at.file.empty()) << text;
    }
  }
}

TEST_F(Yaml, DeepNesting) {
  EXPECT_NE(mistakes("a: " + std::string(100'000, '[')).find("this is not YAML"), std::string::npos);
}

}  // namespace
}  // namespace tessera
