// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/language.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

// Of RFC 5646, appendix A, and its grammar.
TEST(Language, WellFormedTags) {
  for (const char* tag :
       {"de", "pt-BR", "DE-at", "zh-Hans-CN", "sr-Latn-RS", "es-419", "zh-cmn-Hans-CN", "zh-yue-HK", "sl-rozaj-biske",
        "de-CH-1901", "sl-Latn-IT-nedis", "hy-Latn-IT-arevela", "de-CH-x-phonebk", "az-Arab-x-AZE-derbend", "x-whatever",
        "qaa-Qaaa-QM-x-southern", "en-US-u-islamcal", "zh-CN-a-myext-x-private", "en-a-myext-b-another", "gsw",
        "abcd", "abcdefgh", "de-DE-1996a"}) {
    EXPECT_TRUE(is_language_tag(tag)) << tag;
    EXPECT_FALSE(language_objection(tag)) << tag;
  }
}

TEST(Language, WhatIsNone) {
  for (const char* tag :
       {"", "-", "d", "de-", "-de", "de--DE", "de_DE", "de_DE.UTF-8", "de DE", "de-419-DE", "a-DE", "en-x", "x", "x-",
        "en-u", "en-u-x-y", "abcdefghi", "de-DE-abcdefghi", "d\xC3\xA9", "de\n", "english language", "=de", "1de",
        "de-DE-abc"}) {
    EXPECT_FALSE(is_language_tag(tag)) << tag;
    EXPECT_TRUE(language_objection(tag)) << tag;
  }
  EXPECT_FALSE(is_language_tag(std::string_view("de\0", 3)));
}

TEST(Language, LengthIsBounded) {
  std::string tag = "de-x";
  while (tag.size() + 3 <= 64) tag += "-ab";
  EXPECT_TRUE(is_language_tag(tag)) << tag;
  EXPECT_FALSE(is_language_tag(tag + "-ab"));
}

}  // namespace
}  // namespace tessera
