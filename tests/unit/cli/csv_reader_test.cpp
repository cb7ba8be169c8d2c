// SPDX-License-Identifier: Apache-2.0
// CSV as it comes in: well-formed, odd, and meant to do harm.
#include "helpers/contacts/csv_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <random>
#include <string_view>

#include "shared/text.hpp"

namespace tessera::ctl {
namespace {

using namespace std::string_literals;
using Cells = std::vector<std::string>;

/// Gives the text out in pieces of this size.
CsvReader::Read in_pieces(std::string text, std::size_t piece) {
  return [text = std::move(text), piece, at = std::size_t{0}](char* buffer, std::size_t size) mutable {
    const std::size_t taken = std::min({size, piece, text.size() - at});
    std::copy_n(text.data() + at, taken, buffer);
    at += taken;
    return static_cast<ssize_t>(taken);
  };
}

std::vector<CsvRow> read(const std::string& text, std::size_t piece = 64 * 1024) {
  CsvReader reader(in_pieces(text, piece));
  std::vector<CsvRow> rows;
  while (auto row = reader.next()) rows.push_back(std::move(*row));
  EXPECT_EQ(reader.failure(), 0);
  return rows;
}

Cells texts(const CsvRow& row) {
  Cells cells;
  for (const CsvCell& cell : row.cells) cells.push_back(cell.text);
  return cells;
}

std::vector<Cells> texts(const std::vector<CsvRow>& rows) {
  std::vector<Cells> all;
  for (const CsvRow& row : rows) {
    EXPECT_FALSE(row.mistake) << row.mistake->sentence;
    all.push_back(texts(row));
  }
  return all;
}

/// "2:5 a sentence", or nothing.
std::string mistake_of(const CsvRow& row) {
  if (!row.mistake) return {};
  return std::to_string(row.mistake->place.line) + ":" + std::to_string(row.mistake->place.column) + " " +
         row.mistake->sentence;
}

TEST(CsvReader, ReadsWhatRfc4180Has) {
  const std::pair<std::string, std::vector<Cells>> cases[] = {
      {"", {}},
      {"a,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}}},
      {"a,b\nc,d", {{"a", "b"}, {"c", "d"}}},
      {"a,b\r\nc,d\n\r\n\n", {{"a", "b"}, {"c", "d"}}},
      {"\n\r\n\na\n", {{"a"}}},
      {",\n", {{"", ""}}},
      {"a,", {{"a", ""}}},
      {"\"\"\n", {{""}}},
      {"\"a\",\"b\"\r\n", {{"a", "b"}}},
      {"\"a,b\",\"c\r\nd\",\"e\nf\"\r\n", {{"a,b", "c\r\nd", "e\nf"}}},
      {"\"say \"\"hi\"\"\",\"\"\"\"\n", {{"say \"hi\"", "\""}}},
      {" a , b\t\n", {{" a ", " b\t"}}},
      {"\" a\"\n", {{" a"}}},
      {"=cmd|' /C calc'!A0,+1,-2,@x\n", {{"=cmd|' /C calc'!A0", "+1", "-2", "@x"}}},
      {"\xEF\xBB\xBF" "a,b\n", {{"a", "b"}}},
      {"\xEF\xBB\xBF\"a\",b\n", {{"a", "b"}}},
      {"z\xC3\xA9,\xE6\x97\xA5\xE6\x9C\xAC,\xF0\x9F\x94\x91\n", {{"z\xC3\xA9", "\xE6\x97\xA5\xE6\x9C\xAC", "\xF0\x9F\x94\x91"}}},
      {"a\xEF\xBB\xBF,b\n", {{"a\xEF\xBB\xBF", "b"}}},
  };
  for (const auto& [text, rows] : cases) {
    for (const std::size_t piece : {1u, 2u, 3u, 5u, 65536u}) EXPECT_EQ(texts(read(text, piece)), rows) << text;
  }
}

TEST(CsvReader, SaysWhereEachCellStandsInCharacters) {
  const auto rows = read("\xEF\xBB\xBF" "a,b\r\n\n\xC3\xA9\xC3\xA9,\"x\ny\",z\nq,\"\"\n");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].cells[0].place, (Place{1, 1}));
  EXPECT_EQ(rows[0].cells[1].place, (Place{1, 3}));
  EXPECT_EQ(rows[0].end, (Place{1, 4}));
  EXPECT_EQ(rows[1].cells[0].place, (Place{3, 1}));
  EXPECT_EQ(rows[1].cells[1].place, (Place{3, 4}));
  EXPECT_EQ(rows[1].cells[2].place, (Place{4, 4}));
  EXPECT_EQ(rows[1].end, (Place{4, 5}));
  EXPECT_EQ(rows[2].cells[0].place, (Place{5, 1}));
  EXPECT_EQ(rows[2].cells[1].place, (Place{5, 3}));
}

TEST(CsvReader, NamesTheFirstMistakeAndItsPlaceAndGoesOnWithTheNextRow) {
  const std::pair<std::string, std::string> cases[] = {
      {"x,a\"b", "1:4 a quote in a cell that does not begin with one"},
      {"x,\"a\"b", "1:6 text after a closing quote"},
      {"x,\"a\" ", "1:6 text after a closing quote"},
      {"\xC3\xA9,\"a\"\xC3\xA9", "1:6 text after a closing quote"},
      {"x,\"a\"b\"", "1:6 text after a closing quote"},
      {"x\ry", "1:2 a carriage return that no line feed follows"},
      {"\"x\"\ry", "1:4 a carriage return that no line feed follows"},
      {"\xC3\xA9\xC3\xA9" "a\0b"s, "1:4 a NUL byte"},
      {"\"a\n\0\""s, "2:1 a NUL byte"},
      {"ab\xE4" "c,\xFF", "1:3 byte 0xE4 is no UTF-8"},
      {"a,\xC3", "1:3 byte 0xC3 is no UTF-8"},
      {"a,\xED\xA0\x80", "1:3 byte 0xED is no UTF-8"},
      {"\xFF\xFE" "a", "1:1 byte 0xFF is no UTF-8"},
  };
  for (const auto& [row, mistake] : cases) {
    for (const std::size_t piece : {1u, 3u, 65536u}) {
      const auto rows = read(row + "\nnext,\"row\"\n", piece);
      ASSERT_EQ(rows.size(), 2u) << row;
      EXPECT_EQ(mistake_of(rows[0]), mistake) << row;
      EXPECT_EQ(mistake_of(rows[1]), "") << row;
      EXPECT_EQ(texts(rows[1]), (Cells{"next", "row"})) << row;
    }
  }
}

TEST(CsvReader, AQuoteThatIsNeverClosedIsNamedWhereItOpens) {
  const auto rows = read("a,b\nc,\"d\ne,f\n\0g,h\n"s);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(mistake_of(rows[1]), "2:3 the quote that opens here is never closed");
  EXPECT_EQ(mistake_of(read("\"").at(0)), "1:1 the quote that opens here is never closed");
  EXPECT_EQ(texts(read("\"\"")), (std::vector<Cells>{{""}}));
}

TEST(CsvReader, ACellBeyondTheBoundEndsTheReadingAndTakesNoMemory) {
  for (const std::string& opening : {""s, "\""s}) {
    std::uint64_t given = 0;
    const std::string head = "a,b\nc," + opening;
    CsvReader reader([&](char* buffer, std::size_t size) {
      std::fill_n(buffer, size, 'x');
      if (given == 0) std::ranges::copy(head, buffer);
      given += size;
      return static_cast<ssize_t>(size);  // for ever
    });
    ASSERT_TRUE(reader.next());
    const auto row = reader.next();
    ASSERT_TRUE(row);
    EXPECT_EQ(mistake_of(*row),
              "2:3 the cell is longer than 65536 bytes, or its quote is never closed; nothing after it was read");
    EXPECT_FALSE(reader.next());
    EXPECT_LT(given, 4 * CsvReader::longest_cell);
  }
}

TEST(CsvReader, ALongCellWithinTheBoundIsRead) {
  const std::string cell(CsvReader::longest_cell - 2, '"');
  std::string quoted = "\"";
  for (std::size_t i = 0; i < cell.size(); ++i) quoted += "\"\"";
  EXPECT_EQ(texts(read(quoted + "\",x\n")), (std::vector<Cells>{{cell, "x"}}));
}

TEST(CsvReader, KeepsAFewOfManyCellsAndCountsThemAll) {
  const auto rows = read(std::string(100000, ',') + "\na\n");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].count, 100001u);
  EXPECT_EQ(rows[0].cells.size(), CsvReader::most_cells);
}

TEST(CsvReader, SaysHowFarItIs) {
  CsvReader reader(in_pieces("\xEF\xBB\xBF" "a\r\nbc\nd", 2));
  reader.next();
  EXPECT_EQ(reader.bytes(), 6u);
  reader.next();
  EXPECT_EQ(reader.bytes(), 9u);
  reader.next();
  EXPECT_EQ(reader.bytes(), 10u);
}

TEST(CsvReader, AFileThatCannotBeReadGivesNoHalfRow) {
  int calls = 0;
  CsvReader reader([&calls](char* buffer, std::size_t) -> ssize_t {
    if (++calls > 1) {
      errno = EIO;
      return -1;
    }
    std::ranges::copy(std::string_view("a,b\nc,d"), buffer);
    return 7;
  });
  EXPECT_TRUE(reader.next());
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.failure(), EIO);
}

TEST(CsvRow, QuotesWhatMustBe) {
  EXPECT_EQ(csv_row({"ana", "", "a,b", "say \"hi\"", "x\r\ny", " z", "=1"}),
            "ana,,\"a,b\",\"say \"\"hi\"\"\",\"x\r\ny\", z,=1\r\n");
}

/// Random characters of those that matter most, always UTF-8.
std::string random_cell(std::mt19937& random) {
  static constexpr std::string_view pieces[] = {"\"", ",", "\r", "\n", "\r\n", " ", "a", "=", "\xC3\xA9",
                                                "\xF0\x9F\x94\x91", "\t", "'", "\x01", "\x7F", "\xEF\xBB\xBF"};
  std::string cell;
  for (unsigned length = random() % 9; length > 0; --length) cell += pieces[random() % std::size(pieces)];
  return cell;
}

TEST(CsvReader, WhatIsWrittenIsRead) {
  std::mt19937 random(20261123);
  for (int round = 0; round < 2000; ++round) {
    std::vector<Cells> rows(1 + random() % 5);
    std::string text = "header\r\n";  // what begins a file with U+FEFF means a byte order mark
    for (Cells& row : rows) {
      for (unsigned cells = 1 + random() % 5; cells > 0; --cells) row.push_back(random_cell(random));
      if (row == Cells{""}) row = {"x"};  // one empty cell is a blank line
      text += csv_row(row);
    }
    rows.insert(rows.begin(), {"header"});
    ASSERT_EQ(texts(read(text, 1 + random() % 20)), rows) << text;
  }
}

/// What holds for any bytes at all: an end, places that never go back, cells that are text unless the row says
/// otherwise, and the same answer however the bytes come in.
TEST(CsvReader, AnyBytesGiveRowsInOrder) {
  std::mt19937 random(4180);
  static constexpr std::string_view alphabet("\",\r\n\0a\xC3\xA9\xFF =", 11);
  for (int round = 0; round < 5000; ++round) {
    std::string bytes;
    for (unsigned length = random() % 60; length > 0; --length) {
      bytes += random() % 8 == 0 ? static_cast<char>(random()) : alphabet[random() % alphabet.size()];
    }
    const auto rows = read(bytes), slowly = read(bytes, 1);
    ASSERT_EQ(rows.size(), slowly.size()) << bytes;
    Place last{1, 0};
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ASSERT_EQ(mistake_of(rows[i]), mistake_of(slowly[i])) << bytes;
      ASSERT_EQ(texts(rows[i]), texts(slowly[i])) << bytes;
      for (const CsvCell& cell : rows[i].cells) {
        ASSERT_GT(std::pair(cell.place.line, cell.place.column), std::pair(last.line, last.column)) << bytes;
        last = cell.place;
        if (rows[i].mistake) continue;
        ASSERT_EQ(cell.text.find('\0'), std::string::npos);
        const char* end = cell.text.data() + cell.text.size();
        for (const char* at = cell.text.data(); at != end; at += utf8_sequence(at, end)) {
          ASSERT_NE(utf8_sequence(at, end), 0u) << bytes;
        }
      }
    }
  }
}

}  // namespace
}  // namespace tessera::ctl
