// SPDX-License-Identifier: Apache-2.0
#include "shared/text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tessera {
namespace {

bool clean(const std::string& text) {
  return is_clean_text(text, Lines::one);
}

TEST(CleanText, PlainAndUtf8) {
  EXPECT_TRUE(clean(""));
  EXPECT_TRUE(clean(" ~"));
  EXPECT_TRUE(clean("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"));
  EXPECT_TRUE(clean("\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf"));  // around the surrogates, and U+10FFFF
}

TEST(CleanText, NoControlCharacters) {
  for (int c = 0; c < 0x20; ++c) EXPECT_FALSE(clean(std::string("a") + static_cast<char>(c))) << c;
  EXPECT_FALSE(clean("\x7f"));
}

TEST(CleanText, LineFeedsOnlyWhereTheyAreAllowed) {
  EXPECT_FALSE(is_clean_text("a\nb", Lines::one));
  EXPECT_TRUE(is_clean_text("a\nb\n", Lines::many));
  EXPECT_FALSE(is_clean_text("a\r\nb", Lines::many));
}

TEST(CleanText, MalformedUtf8) {
  for (const char* bad : {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x9f\xbf", "\xe2\x82",
                          "\xe2(\xa1", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x9f\x98",
                          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xfe", "\xff"}) {
    EXPECT_FALSE(clean(bad)) << testing::PrintToString(bad);
    EXPECT_FALSE(clean(std::string("a") + bad + "a")) << testing::PrintToString(bad);
  }
}

TEST(CleanText, DoesNotReadBeyondACutOffSequence) {
  const std::string whole = "\xf0\x9f\x98\x80";
  for (std::size_t size = 1; size < whole.size(); ++size) {
    EXPECT_FALSE(is_clean_text(std::string_view(whole.data(), size), Lines::one)) << size;
  }
}

TEST(Utf8Sequence, GivesItsLength) {
  const std::string text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
  const char* end = text.data() + text.size();
  EXPECT_EQ(utf8_sequence(text.data(), end), 1u);
  EXPECT_EQ(utf8_sequence(text.data() + 1, end), 2u);
  EXPECT_EQ(utf8_sequence(text.data() + 3, end), 3u);
  EXPECT_EQ(utf8_sequence(text.data() + 6, end), 4u);
  EXPECT_EQ(utf8_sequence(text.data() + 2, end), 0u);
}

}  // namespace
}  // namespace tessera
