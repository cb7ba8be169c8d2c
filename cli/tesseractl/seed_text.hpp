// SPDX-License-Identifier: Apache-2.0
// Words of a line with their places, and seeds in the two alphabets that they are written in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "helpers/contacts/csv_reader.hpp"
#include "shared/result.hpp"

namespace tessera::ctl {

struct PlacedText {
  std::string_view text;
  Place at;
};

/// Lines without their ends, CR LF too.
std::vector<PlacedText> lines_of(std::string_view text);

/// What blanks and tabs part.
std::vector<PlacedText> words_of(const PlacedText& line);

/// What stands from `at` on, a word of the line, to its end.
PlacedText rest_of(const PlacedText& line, const PlacedText& at);

/// The place behind its last character.
Place end_of(const PlacedText& word);

/// As base32 without padding. The mistake is at the character that is none of the alphabet.
Result<std::string, CsvMistake> base32_seed(const PlacedText& written);
Result<std::string, CsvMistake> hex_seed(const PlacedText& written);

/// Digits alone, at most nine.
std::optional<unsigned> number_in(std::string_view text);

}  // namespace tessera::ctl
