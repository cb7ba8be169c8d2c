// SPDX-License-Identifier: Apache-2.0
// What people read. Programs read --json.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/tesseractl/json.hpp"

namespace tessera::ctl {

/// Without control characters, and well-formed: a value from elsewhere never steers the terminal.
std::string printable(std::string_view text);

/// The value of a key as a cell: "-" for null or nothing, "yes" and "no", lists joined by ", ".
std::string cell(const Json& item, std::string_view key);

/// An RFC 3339 time in the host's zone, "2026-11-23 14:02:00"; "-" for none.
std::string time_cell(const Json& item, std::string_view key);

/// Columns as wide as they need to be. Rows are printed a page at a time, so that a long list needs no
/// memory.
class Table {
 public:
  explicit Table(std::vector<std::string> headings);
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  ~Table() { flush(); }
  void add(std::vector<std::string> row);
  /// Prints what has been added since.
  void flush();

 private:
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> widths_;
};

/// Rows of cells as lines, two blanks between columns, none at a line's end. `widths` only grow.
std::string aligned(const std::vector<std::vector<std::string>>& rows, std::vector<std::size_t>& widths);

/// "Name:   value" lines.
std::string described(const std::vector<std::pair<std::string, std::string>>& lines);

/// A line for each of `sources_not_listed`: whose accounts a survey could not see.
std::string not_listed_text(const Json& item);

void print(std::string_view text);

}  // namespace tessera::ctl
