// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/template.hpp"

#include <gtest/gtest.h>

namespace tessera::courier {
namespace {

TEST(Template, FillsInVariablesAndKeepsDoubledBraces) {
  const auto text = Template::parse("{{x}} to {to}: {text}}}");
  ASSERT_TRUE(text);
  EXPECT_EQ(text->variables(), (std::vector<std::string>{"to", "text"}));
  EXPECT_EQ(text->expand({{"to", "ana"}, {"text", "hi"}}, Place::plain), "{x} to ana: hi}");
}

TEST(Template, AValueIsNeverReadAsATemplate) {
  EXPECT_EQ(Template::parse("{text}")->expand({{"text", "{to} {{x}}"}, {"to", "ana"}}, Place::plain), "{to} {{x}}");
}

TEST(Template, AnAbsentVariableLeavesTheWholeOut) {
  EXPECT_EQ(Template::parse("a{from}b")->expand({}, Place::plain), std::nullopt);
}

TEST(Template, RefusesHalfBracesAndBadNames) {
  for (const char* text : {"{", "}", "{to", "to}", "{}", "{a b}", "{{to}", "{to}}"}) {
    EXPECT_FALSE(Template::parse(text)) << text;
  }
}

TEST(Encode, UrlLeavesOnlyUnreservedCharacters) {  // R-43, RFC 3986 2.3
  EXPECT_EQ(encode("Az09-._~", Place::url), "Az09-._~");
  EXPECT_EQ(encode(" +&=?/#%\r\n\xC3\xBC", Place::url), "%20%2B%26%3D%3F%2F%23%25%0D%0A%C3%BC");
}

TEST(Encode, XmlKeepsMarkupAndForbiddenCharactersOut) {
  EXPECT_EQ(encode("<a b=\"c\">&'\n", Place::xml), "&lt;a b=&quot;c&quot;&gt;&amp;&apos;&#10;");
  EXPECT_EQ(encode("\xEF\xBF\xBE\x01]]>", Place::xml), "\xEF\xBF\xBD\xEF\xBF\xBD]]&gt;");
}

TEST(Encode, EveryPlaceLeavesTheLettersThatFitAlone) {
  for (const Place place : {Place::plain, Place::url, Place::xml}) EXPECT_EQ(encode("code482931", place), "code482931");
}

TEST(Spoken, SaysDigitsOneByOne) {
  EXPECT_EQ(spoken("482931"), "4, 8, 2, 9, 3, 1");
  EXPECT_EQ(spoken(""), "");
}

}  // namespace
}  // namespace tessera::courier
