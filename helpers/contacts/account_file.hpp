// SPDX-License-Identifier: Apache-2.0
// Accounts as CSV: the first row names the columns, in any order; only `account` must be there.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "helpers/contacts/csv_reader.hpp"
#include "shared/result.hpp"

namespace tessera {

enum class Column { account, phone, email, language };
inline constexpr std::array<std::string_view, 4> column_names = {"account", "phone", "email", "language"};

struct AccountRow {
  std::array<std::optional<std::string>, column_names.size()> cells;  ///< nothing for a column that the file lacks
  std::array<Place, column_names.size()> places;                      ///< then that of the account

  const std::optional<std::string>& operator[](Column column) const { return cells[static_cast<int>(column)]; }
  Place place(Column column) const { return places[static_cast<int>(column)]; }
  /// Where the column of this name stands; the account's place for a name that is none.
  Place place(std::string_view name) const;
};

class AccountFile {
 public:
  static constexpr std::size_t longest_value = 512;  ///< bytes; longer than anything that may be kept

  explicit AccountFile(CsvReader::Read read) : reader_(std::move(read)) {}

  /// Reads the first row. Its mistakes; with any, there are no rows to be had.
  std::vector<CsvMistake> read_header();
  /// The next row, or what is wrong with it; nothing at the end, or when reading fails.
  std::optional<Result<AccountRow, CsvMistake>> next();

  std::uint64_t bytes() const { return reader_.bytes(); }
  int failure() const { return reader_.failure(); }

 private:
  void read_name(const CsvCell& cell, std::vector<CsvMistake>& mistakes);
  std::optional<CsvMistake> mistake_in(const CsvRow& row) const;

  CsvReader reader_;
  std::vector<Column> columns_;  ///< in the file's order
};

}  // namespace tessera
