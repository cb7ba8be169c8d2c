// SPDX-License-Identifier: Apache-2.0
#include "helpers/contacts/account_file.hpp"

#include <algorithm>
#include <utility>

namespace tessera {
namespace {

std::string known_names() {
  std::string text;
  for (const std::string_view name : column_names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

/// A value that is quoted back is not to fill the screen.
std::string shortened(const std::string& text) {
  constexpr std::size_t longest = 40;
  if (text.size() <= longest) return text;
  std::size_t end = longest;
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;  // not inside a character
  return text.substr(0, end) + "...";
}

}  // namespace

Place AccountRow::place(std::string_view name) const {
  const auto at = std::ranges::find(column_names, name);
  return at == column_names.end() ? places[0] : places[static_cast<std::size_t>(at - column_names.begin())];
}

void AccountFile::read_name(const CsvCell& cell, std::vector<CsvMistake>& mistakes) {
  const auto at = std::ranges::find(column_names, cell.text);
  if (at == column_names.end()) {
    mistakes.push_back({cell.place, "no column is called \"" + shortened(cell.text) + "\"; known: " + known_names()});
    return;
  }
  const auto column = static_cast<Column>(at - column_names.begin());
  if (std::ranges::find(columns_, column) == columns_.end()) {
    columns_.push_back(column);
  } else {
    mistakes.push_back({cell.place, "the column " + cell.text + " stands here twice"});
  }
}

std::vector<CsvMistake> AccountFile::read_header() {
  const auto row = reader_.next();
  if (!row && failure() != 0) return {};
  if (!row) return {{Place{}, "the file is empty; its first row names the columns: " + known_names()}};
  if (row->mistake) return {*row->mistake};
  std::vector<CsvMistake> mistakes;
  for (const CsvCell& cell : row->cells) read_name(cell, mistakes);
  const bool has_account = std::ranges::find(columns_, Column::account) != columns_.end();
  if (!has_account) mistakes.push_back({row->cells.front().place, "the first row names no column account"});
  return mistakes;
}

std::optional<CsvMistake> AccountFile::mistake_in(const CsvRow& row) const {
  if (row.mistake) return row.mistake;
  const std::string counts = std::to_string(row.count) + (row.count == 1 ? " cell" : " cells") +
                             ", but the first row names " + std::to_string(columns_.size());
  if (row.count < columns_.size()) return CsvMistake{row.end, "too few: " + counts};
  if (row.count > columns_.size()) return CsvMistake{row.cells[columns_.size()].place, "too many: " + counts};
  const auto too_long = [](const CsvCell& cell) { return cell.text.size() > longest_value; };
  const auto at = std::ranges::find_if(row.cells, too_long);
  if (at == row.cells.end()) return std::nullopt;
  return CsvMistake{at->place, "the cell is longer than " + std::to_string(longest_value) + " bytes"};
}

std::optional<Result<AccountRow, CsvMistake>> AccountFile::next() {
  auto row = reader_.next();
  if (!row) return std::nullopt;
  if (auto mistake = mistake_in(*row)) return std::unexpected(std::move(*mistake));
  AccountRow account;
  const auto at = std::ranges::find(columns_, Column::account) - columns_.begin();
  account.places.fill(row->cells[static_cast<std::size_t>(at)].place);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto column = static_cast<std::size_t>(columns_[i]);
    account.cells[column] = std::move(row->cells[i].text);
    account.places[column] = row->cells[i].place;
  }
  return account;
}

}  // namespace tessera
