// SPDX-License-Identifier: Apache-2.0
#include "daemon/accounts/table.hpp"

#include <algorithm>
#include <charconv>

namespace tessera {
namespace {

std::string_view cut_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

std::string_view without_leading_blanks(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\v\f\r");
  return begin == std::string_view::npos ? std::string_view() : line.substr(begin);
}

bool is_entry(std::string_view line) {
  return !line.empty() && line.front() != '#' && line.front() != '+' && line.front() != '-';
}

TableRow split(std::string_view text, std::size_t line) {
  TableRow row{.line = line, .text = text};
  std::string_view ignored;
  std::string_view* const wanted[] = {&row.name, &ignored, &row.id, &row.fourth};
  for (std::string_view rest = text;;) {
    const std::size_t end = rest.find(':');
    if (row.fields < std::size(wanted)) *wanted[row.fields] = rest.substr(0, end);
    ++row.fields;
    if (end == std::string_view::npos) return row;
    rest.remove_prefix(end + 1);
  }
}

}  // namespace

std::optional<TableRow> next_row(std::string_view& text, std::size_t& line) {
  while (!text.empty()) {
    const std::string_view candidate = without_leading_blanks(cut_line(text));
    ++line;
    if (is_entry(candidate)) return split(candidate, line);
  }
  return std::nullopt;
}

std::optional<std::uint32_t> table_number(std::string_view digits) {
  std::uint32_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc() || stop != end || value == UINT32_MAX) return std::nullopt;
  return value;
}

}  // namespace tessera
