// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/seed_file.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "cli/tesseractl/name_table.hpp"
#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/seed_text.hpp"
#include "shared/text.hpp"

namespace tessera::ctl {
namespace {

using Parsed = Result<SeedRow, CsvMistake>;

std::unexpected<CsvMistake> wrong(Place at, std::string sentence) {
  return std::unexpected(CsvMistake{at, std::move(sentence)});
}

std::string in_quotes(std::string_view word) {
  return "\"" + printable(word.substr(0, 40)) + "\"";
}

bool means_something(const PlacedText& line) {
  return !words_of(line).empty() && !line.text.starts_with('#');
}

Parsed parse_line(const PlacedText& line) {
  const auto words = words_of(line);
  SeedRow row;
  row.account = words[0].text;
  row.account_at = words[0].at;
  if (words.size() < 2) return wrong(end_of(words[0]), "no seed follows the account's name");
  row.seed_at = words[1].at;
  auto seed = base32_seed(rest_of(line, words[1]));
  if (!seed) return std::unexpected(std::move(seed.error()));
  row.seed = std::move(*seed);
  return row;
}

/// "HOTP/T30/6": what kind, by what it goes, how many digits.
std::optional<CsvMistake> read_type(const PlacedText& word, SeedRow& row) {
  std::array<std::string_view, 3> parts;
  std::string_view left = word.text;
  for (std::string_view& part : parts) {
    part = left.substr(0, left.find('/'));
    left.remove_prefix(std::min(part.size() + 1, left.size()));
  }
  if (parts[0] != "HOTP" || !left.empty()) {
    return CsvMistake{word.at, in_quotes(word.text) + " is no type that is known; HOTP/T30 and HOTP/T30/6 are"};
  }
  if (!parts[1].starts_with('T')) {
    return CsvMistake{word.at, in_quotes(word.text) + " goes by a counter, not by time; such a token cannot be taken over"};
  }
  const auto period = number_in(parts[1].substr(1));
  const auto digits = parts[2].empty() ? std::optional(6u) : number_in(parts[2]);
  if (period != 30u && period != 60u) return CsvMistake{word.at, "codes of 30 or 60 seconds can be taken over, no others"};
  if (!digits || *digits < 6 || *digits > 8) return CsvMistake{word.at, "codes of 6 to 8 digits can be taken over, no others"};
  row.period = *period;
  row.digits = *digits;
  return std::nullopt;
}

Parsed parse_oath(const PlacedText& line) {
  const auto words = words_of(line);
  SeedRow row;
  if (words.size() < 4) return wrong(end_of(words.back()), "too few words: a line is TYPE USER PIN SEED");
  if (auto mistake = read_type(words[0], row)) return std::unexpected(std::move(*mistake));
  row.account = words[1].text;
  row.account_at = words[1].at;
  row.seed_at = words[3].at;
  if (words[2].text != "-" && words[2].text != "+") {
    return wrong(words[2].at, "the token has a PIN, which is not asked for here; write - to take it over without");
  }
  auto seed = hex_seed(words[3]);
  if (!seed) return std::unexpected(std::move(seed.error()));
  row.seed = std::move(*seed);
  return row;
}

/// A file with an account a line; one that stands there twice is wrong the second time.
SeedFile read_all(std::string name, std::string_view text, Parsed (*parse)(const PlacedText&)) {
  SeedFile file{std::move(name), {}, {}};
  NameTable names;
  for (const PlacedText& line : lines_of(text)) {
    if (!means_something(line)) continue;
    Parsed row = parse(line);
    const auto before = row && row->account.size() < 1024
                            ? names.add(row->account, static_cast<std::uint32_t>(line.at.line)) : std::nullopt;
    if (before) {
      row = wrong(row->account_at, in_quotes(row->account) + " stands in line " + std::to_string(*before) + " already");
    }
    if (row) file.rows.push_back(std::move(*row));
    else file.mistakes.push_back(std::move(row.error()));
  }
  return file;
}

/// One of google-authenticator's files while it is read.
struct GoogleFile {
  SeedFile& file;
  SeedRow row;
  bool is_whole = true;
  bool codes_told = false;  ///< that they cannot be taken over

  void reject(Place at, std::string sentence) {
    file.mistakes.push_back({at, std::move(sentence)});
    is_whole = false;
  }
  void read_seed(const PlacedText& line);
  void read_option(const PlacedText& line);
  void read_code(const PlacedText& line, bool with_codes);
};

void GoogleFile::read_seed(const PlacedText& line) {
  auto seed = base32_seed(line);
  if (seed) row.seed = std::move(*seed);
  else reject(seed.error().place, seed.error().sentence);
}

/// `" NAME VALUE`. What only says how often its program may be asked says nothing here.
void GoogleFile::read_option(const PlacedText& line) {
  const auto words = words_of(line);
  const std::string_view name = words.size() > 1 ? words[1].text : std::string_view();
  if (name == "HOTP_COUNTER") reject(line.at, "the seed goes by a counter, not by time; it cannot be taken over");
  if (name != "STEP_SIZE") return;
  const auto period = words.size() > 2 ? number_in(words[2].text) : std::nullopt;
  if (period == 30u || period == 60u) row.period = *period;
  else reject(line.at, "codes of 30 or 60 seconds can be taken over, no others");
}

void GoogleFile::read_code(const PlacedText& line, bool with_codes) {
  const bool is_code = line.text.size() == 8 && std::ranges::all_of(line.text, is_digit);
  if (!is_code) return reject(line.at, "is neither an option nor a scratch code of 8 digits");
  if (with_codes) return void(row.backup_codes.emplace_back(line.text));
  if (std::exchange(codes_told, true)) return;
  file.mistakes.push_back({line.at, "scratch codes cannot be taken over where codes have 8 digits"});
}

}  // namespace

SeedFile read_seed_lines(std::string name, std::string_view text) {
  return read_all(std::move(name), text, parse_line);
}

SeedFile read_oath_users(std::string name, std::string_view text) {
  return read_all(std::move(name), text, parse_oath);
}

SeedFile read_google_authenticator(std::string name, std::string_view text, const std::string& account,
                                   bool with_codes) {
  SeedFile file{std::move(name), {}, {}};
  GoogleFile reading{file, {}};
  reading.row.account = account;
  const auto lines = lines_of(text);
  if (lines.empty()) reading.reject({}, "the file is empty");
  for (const PlacedText& line : lines) {
    const auto words = words_of(line);
    if (line.at.line == 1) reading.read_seed(line);
    else if (line.text.starts_with('"')) reading.read_option(line);
    else if (!words.empty()) reading.read_code(words.size() == 1 ? words[0] : line, with_codes);
  }
  if (reading.is_whole) file.rows.push_back(std::move(reading.row));
  return file;
}

}  // namespace tessera::ctl
