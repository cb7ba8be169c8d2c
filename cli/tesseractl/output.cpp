// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/output.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <utility>

#include "shared/text.hpp"

namespace tessera::ctl {
namespace {

constexpr std::size_t page = 500;

/// Characters on screen: UTF-8 continuation bytes take no column.
std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string value_cell(const Json& value) {
  if (value.is_null()) return "-";
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_string())
    return value.get_ref<const std::string&>().empty() ? "-" : printable(value.get<std::string>());
  if (!value.is_array()) return printable(to_line(value));
  std::string joined;
  for (const Json& part : value) joined += (joined.empty() ? "" : ", ") + value_cell(part);
  return joined.empty() ? "-" : joined;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string clean;
  const char* end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const std::size_t length = utf8_sequence(at, end);
    const bool c1_control = length == 2 && at[0] == '\xC2' && static_cast<unsigned char>(at[1]) < 0xA0;
    const bool control = length == 1 && (static_cast<unsigned char>(*at) < 0x20 || *at == 0x7F);
    if (length == 0 || control || c1_control) {
      clean += '?';
    } else {
      clean.append(at, length);
    }
    at += std::max<std::size_t>(length, 1);
  }
  return clean;
}

std::string cell(const Json& item, std::string_view key) {
  const auto at = item.find(std::string(key));
  return at == item.end() ? "-" : value_cell(*at);
}

std::string time_cell(const Json& item, std::string_view key) {
  const std::string text = cell(item, key);
  std::tm parts{};
  const char* end = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (end == nullptr || *end != '\0') return text;
  const std::time_t seconds = timegm(&parts);
  std::tm local{};
  localtime_r(&seconds, &local);
  std::array<char, 32> shown{};
  return {shown.data(), std::strftime(shown.data(), shown.size(), "%Y-%m-%d %H:%M:%S", &local)};
}

std::string aligned(const std::vector<std::vector<std::string>>& rows, std::vector<std::size_t>& widths) {
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  }
  std::string lines;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      lines += row[i];
      const bool last = i + 1 == row.size();
      lines += last ? "\n" : std::string(widths[i] + 2 - columns(row[i]), ' ');
    }
  }
  return lines;
}

Table::Table(std::vector<std::string> headings) {
  rows_.push_back(std::move(headings));
}

void Table::add(std::vector<std::string> row) {
  rows_.push_back(std::move(row));
  if (rows_.size() >= page) flush();
}

void Table::flush() {
  print(aligned(rows_, widths_));
  rows_.clear();
}

std::string described(const std::vector<std::pair<std::string, std::string>>& lines) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, value] : lines) rows.push_back({name + ":", value});
  std::vector<std::size_t> widths;
  return aligned(rows, widths);
}

std::string not_listed_text(const Json& item) {
  const auto sources = item.find("sources_not_listed");
  std::string text;
  if (sources == item.end() || !sources->is_array()) return text;
  for (const Json& one : *sources) text += "Note: " + cell(one, "says") + "\n";
  return text;
}

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace tessera::ctl
