// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/output.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <ctime>

#include "cli/tesseractl/yaml_json.hpp"

namespace tessera::ctl {
namespace {

// R-55: a value from elsewhere never steers the terminal.
TEST(Printable, ControlCharactersAndBrokenTextBecomeQuestionMarks) {
  EXPECT_EQ(printable("ana"), "ana");
  EXPECT_EQ(printable("J\xC3\xB6rg"), "J\xC3\xB6rg");
  EXPECT_EQ(printable("a\x1b[31mb\r\nc\x7f"), "a?[31mb??c?");
  EXPECT_EQ(printable("a\xC2\x9B"
                      "31m"),
            "a?31m");  // C1's own control sequence introducer
  EXPECT_EQ(printable("a\xff\xC3"), "a??");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a?b");
}

TEST(Cell, EveryKindOfValueHasAWord) {
  const Json item =
      Json::parse(R"({"s":"x","e":"","n":null,"t":true,"f":false,"i":3,"l":["text","call"],"el":[]})");
  EXPECT_EQ(cell(item, "s"), "x");
  EXPECT_EQ(cell(item, "e"), "-");
  EXPECT_EQ(cell(item, "n"), "-");
  EXPECT_EQ(cell(item, "absent"), "-");
  EXPECT_EQ(cell(item, "t"), "yes");
  EXPECT_EQ(cell(item, "f"), "no");
  EXPECT_EQ(cell(item, "i"), "3");
  EXPECT_EQ(cell(item, "l"), "text, call");
  EXPECT_EQ(cell(item, "el"), "-");
}

TEST(Cell, TimesAreInTheHostsZone) {
  setenv("TZ", "CET-1", 1);
  tzset();
  const Json item = Json::parse(R"({"at":"2026-11-23T23:30:00Z","never":null,"odd":"soon"})");
  EXPECT_EQ(time_cell(item, "at"), "2026-11-24 00:30:00");
  EXPECT_EQ(time_cell(item, "never"), "-");
  EXPECT_EQ(time_cell(item, "odd"), "soon");
}

TEST(Columns, AreAsWideAsTheirWidestCellInCharacters) {
  std::vector<std::size_t> widths;
  EXPECT_EQ(aligned({{"NAME", "KIND"}, {"J\xC3\xB6rg-x", "b"}, {"a", "longer"}}, widths),
            "NAME    KIND\n"
            "J\xC3\xB6rg-x  b\n"
            "a       longer\n");
  EXPECT_EQ(widths, (std::vector<std::size_t>{6, 6}));
  EXPECT_EQ(aligned({{"b", "c"}}, widths), "b       c\n") << "a later page keeps the widths";
}

TEST(Columns, ADescriptionHasAlignedValues) {
  EXPECT_EQ(described({{"Account", "ana"}, {"App", "no"}}), "Account:  ana\nApp:      no\n");
}

TEST(YamlJson, KeepsTypesAndOrder) {
  EXPECT_EQ(json_of_yaml("b: {x: 1, y: true}\na: [5min, \"7\", '', +1500]\nn: ~\nm: {}\n").dump(),
            R"({"b":{"x":1,"y":true},"a":["5min","7","","+1500"],"n":null,"m":{}})");
}

}  // namespace
}  // namespace tessera::ctl
