// SPDX-License-Identifier: Apache-2.0
// What /etc/passwd and /etc/group have in common: lines of fields between colons (passwd(5), group(5)).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tessera {

inline constexpr std::size_t max_table_line = 1024 * 1024;
inline constexpr std::size_t max_table_rows = 1'000'000;

/// One line that is neither empty, a comment, nor an NIS line ('+' or '-' first), with the fields that are
/// asked for.
struct TableRow {
  std::size_t line = 0;  ///< from 1
  std::string_view text;
  std::string_view name;  ///< first field, not yet validated
  std::string_view id;    ///< third
  std::string_view fourth;
  std::size_t fields = 0;
};

/// Cuts the next row off `text`; `line` counts along. Nothing at the end. Leading blanks are dropped, as
/// glibc does.
std::optional<TableRow> next_row(std::string_view& text, std::size_t& line);

/// A uid or gid: ASCII digits, below 2^32 - 1 (that one means 'none').
std::optional<std::uint32_t> table_number(std::string_view digits);

/// A line that was skipped. Its text is not kept: it may hold a password hash.
struct TableMistake {
  std::size_t line = 0;
  std::string_view reason;
};

}  // namespace tessera
