// SPDX-License-Identifier: Apache-2.0
#include "helpers/contacts/account_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "cli/tesseractl/name_table.hpp"
#include "cli/tesseractl/progress.hpp"

namespace tessera::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string shown(const CsvMistake& mistake) {
  return std::to_string(mistake.place.line) + ":" + std::to_string(mistake.place.column) + ": " + mistake.sentence;
}

/// A file of this text, its header read.
struct Read {
  explicit Read(std::string text)
      : file([text = std::move(text), at = std::size_t{0}](char* buffer, std::size_t size) mutable {
          const std::size_t taken = text.copy(buffer, size, at);
          at += taken;
          return static_cast<ssize_t>(taken);
        }) {
    for (const CsvMistake& mistake : file.read_header()) header.push_back(shown(mistake));
  }
  AccountRow row() { return file.next().value().value(); }
  std::string mistake() { return shown(file.next().value().error()); }

  AccountFile file;
  std::vector<std::string> header;
};

constexpr const char* known = "known: account, phone, email, language";

TEST(AccountFile, ColumnsStandInAnyOrderAndMayBeLeftOut) {
  Read read("email,account\nana@example.com,ana\n,\"bob\"\n");
  EXPECT_THAT(read.header, IsEmpty());
  const AccountRow ana = read.row();
  EXPECT_EQ(ana[Column::account], "ana");
  EXPECT_EQ(ana[Column::email], "ana@example.com");
  EXPECT_EQ(ana[Column::phone], std::nullopt);
  EXPECT_EQ(ana.place(Column::account), (Place{2, 17}));
  EXPECT_EQ(ana.place("email"), (Place{2, 1}));
  EXPECT_EQ(ana.place("phone"), (Place{2, 17})) << "the account stands for a column that is not there";
  EXPECT_EQ(ana.place("surprise"), (Place{2, 17}));
  const AccountRow bob = read.row();
  EXPECT_EQ(bob[Column::email], "");
  EXPECT_EQ(bob[Column::account], "bob");
  EXPECT_FALSE(read.file.next());
}

TEST(AccountFile, TheFirstRowMustBeRight) {
  const std::string unknown = std::string(": no column is called ");
  EXPECT_THAT(Read("").header, ElementsAre("1:1: the file is empty; its first row names the columns: account, phone, "
                                           "email, language"));
  EXPECT_THAT(Read("account,phon\nana,1\n").header, ElementsAre("1:9" + unknown + "\"phon\"; " + known));
  EXPECT_THAT(Read("account,Phone\n").header, ElementsAre("1:9" + unknown + "\"Phone\"; " + known));
  EXPECT_THAT(Read("account,\n").header, ElementsAre("1:9" + unknown + "\"\"; " + known));
  EXPECT_THAT(Read("\n\nphone,email\n").header, ElementsAre("3:1: the first row names no column account"));
  EXPECT_THAT(Read("account,email,account\n").header, ElementsAre("1:15: the column account stands here twice"));
  EXPECT_THAT(Read("email,email,x\n").header,
              ElementsAre("1:7: the column email stands here twice", "1:13" + unknown + "\"x\"; " + known,
                          "1:1: the first row names no column account"));
  EXPECT_THAT(Read("account,\"phone\n").header, ElementsAre("1:9: the quote that opens here is never closed"));
  EXPECT_THAT(Read("account;phone;email\n").header.at(0), HasSubstr("\"account;phone;email\""));
  EXPECT_THAT(Read("account," + std::string(1000, 'x') + "\n").header.at(0), HasSubstr("\"" + std::string(40, 'x') + "...\""));
}

TEST(AccountFile, RowsHaveAsManyCellsAsTheFirst) {
  Read read("account,phone,email\nana,1\nbob,1,2,3,4\ncarl\n\ndora,1,2\n");
  EXPECT_EQ(read.mistake(), "2:6: too few: 2 cells, but the first row names 3");
  EXPECT_EQ(read.mistake(), "3:9: too many: 5 cells, but the first row names 3");
  EXPECT_EQ(read.mistake(), "4:5: too few: 1 cell, but the first row names 3");
  EXPECT_EQ(read.row()[Column::account], "dora");
}

TEST(AccountFile, ValuesThatAreTooLongAndWhatIsNoCsvAreMistakesOfTheirRow) {
  Read read("account,email\nana," + std::string(513, 'x') + "\nbob," + std::string(512, 'x') + "\nc\"d,x\n=cmd|'x'!A0,\n");
  EXPECT_EQ(read.mistake(), "2:5: the cell is longer than 512 bytes");
  EXPECT_EQ(read.row()[Column::account], "bob");
  EXPECT_EQ(read.mistake(), "4:2: a quote in a cell that does not begin with one");
  EXPECT_EQ(read.row()[Column::account], "=cmd|'x'!A0") << "data, for tesserad to refuse";
}

TEST(NameTable, KnowsWhatStoodBefore) {
  NameTable names;
  std::map<std::string, std::uint32_t> reference;
  std::mt19937 random(7);
  for (std::uint32_t line = 1; line <= 30000; ++line) {
    std::string name = "u" + std::to_string(random() % 20000);
    if (line % 1000 == 0) name = std::string(line / 2, 'n');
    const auto [at, is_new] = reference.emplace(name, line);
    const auto before = names.add(name, line);
    ASSERT_EQ(before, is_new ? std::nullopt : std::optional(at->second)) << name;
  }
}

TEST(Progress, IsHonest) {
  EXPECT_EQ(progress_line("Checking", 0, 1000, 0), "Checking     0 % [                              ] 0 rows");
  EXPECT_EQ(progress_line("Importing", 505, 1000, 7), "Importing   50 % [###############               ] 7 rows");
  EXPECT_THAT(progress_line("Checking", 999, 1000, 7), HasSubstr(" 99 % "));
  EXPECT_THAT(progress_line("Checking", 1000, 1000, 7), HasSubstr("100 % [##############################]"));
  EXPECT_THAT(progress_line("Checking", 0, 0, 0), HasSubstr("100 %"));
}

}  // namespace
}  // namespace tessera::ctl
