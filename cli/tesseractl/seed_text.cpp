// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/seed_text.hpp"

#include <algorithm>

#include "cli/tesseractl/output.hpp"
#include "daemon/core/base32.hpp"
#include "shared/text.hpp"

namespace tessera::ctl {
namespace {

constexpr std::size_t shortest_seed = 10, longest_seed = 64;  // bytes; tesserad has the same bounds
constexpr std::string_view blanks = " \t";

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

Place moved(Place from, std::string_view over) {
  return {from.line, from.column + characters(over)};
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool is_base32_symbol(char c) {
  return is_letter(c) || (c >= '2' && c <= '7') || c == '=' || c == ' ' || c == '-';
}

std::optional<CsvMistake> stranger(const PlacedText& written, bool (*known)(char), std::string_view alphabet) {
  const auto at = std::ranges::find_if_not(written.text, known);
  if (at == written.text.end()) return std::nullopt;
  const auto offset = static_cast<std::size_t>(at - written.text.begin());
  const std::string shown = (*at & 0x80) != 0 ? "this" : "'" + printable(std::string(1, *at)) + "'";
  return CsvMistake{moved(written.at, written.text.substr(0, offset)), shown + " does not belong to " + std::string(alphabet)};
}

Result<std::string, CsvMistake> checked(const std::string& bytes, Place at) {
  if (bytes.size() >= shortest_seed && bytes.size() <= longest_seed) return to_base32(bytes);
  return std::unexpected(CsvMistake{at, "the seed has " + std::to_string(bytes.size()) + " bytes; it needs 10 to 64"});
}

}  // namespace

std::vector<PlacedText> lines_of(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<PlacedText> lines;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back({line, {number, 1}});
  }
  return lines;
}

std::vector<PlacedText> words_of(const PlacedText& line) {
  std::vector<PlacedText> words;
  for (std::size_t begin = 0; (begin = line.text.find_first_not_of(blanks, begin)) != std::string_view::npos;) {
    const std::size_t end = std::min(line.text.find_first_of(blanks, begin), line.text.size());
    words.push_back({line.text.substr(begin, end - begin), moved(line.at, line.text.substr(0, begin))});
    begin = end;
  }
  return words;
}

Place end_of(const PlacedText& word) {
  return moved(word.at, word.text);
}

PlacedText rest_of(const PlacedText& line, const PlacedText& at) {
  const auto offset = static_cast<std::size_t>(at.text.data() - line.text.data());
  const std::size_t end = line.text.find_last_not_of(blanks) + 1;
  return {line.text.substr(offset, end - offset), at.at};
}

Result<std::string, CsvMistake> base32_seed(const PlacedText& written) {
  if (auto mistake = stranger(written, is_base32_symbol, "base32")) return std::unexpected(std::move(*mistake));
  const auto bytes = from_base32(written.text);
  if (!bytes) return std::unexpected(CsvMistake{written.at, "the seed is no base32: its last symbols give no whole byte"});
  return checked(*bytes, written.at);
}

Result<std::string, CsvMistake> hex_seed(const PlacedText& written) {
  const auto is_hex = [](char c) { return hex_digit(c) >= 0; };
  if (auto mistake = stranger(written, is_hex, "hexadecimal digits")) return std::unexpected(std::move(*mistake));
  if (written.text.size() % 2 != 0) {
    return std::unexpected(CsvMistake{written.at, "the seed has an odd number of hexadecimal digits"});
  }
  std::string bytes;
  for (std::size_t i = 0; i < written.text.size(); i += 2) {
    bytes += static_cast<char>(hex_digit(written.text[i]) * 16 + hex_digit(written.text[i + 1]));
  }
  return checked(bytes, written.at);
}

std::optional<unsigned> number_in(std::string_view text) {
  if (text.empty() || text.size() > 9 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  unsigned number = 0;
  for (const char c : text) number = number * 10 + static_cast<unsigned>(c - '0');
  return number;
}

}  // namespace tessera::ctl
