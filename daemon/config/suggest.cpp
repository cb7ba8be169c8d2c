// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/suggest.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace tessera {
namespace {

std::string lower(std::string_view word) {
  std::string text(word);
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

struct Distances {
  std::size_t whole;      ///< edits from the word to the candidate (Levenshtein)
  std::size_t beginning;  ///< edits to the candidate's nearest beginning: "twillio" begins "twilio-sms"
};

Distances distances(const std::string& word, const std::string& candidate) {
  std::vector<std::size_t> row(candidate.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= word.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j < row.size(); ++j) {
      const std::size_t changed = diagonal + (word[i - 1] == candidate[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return {row.back(), *std::min_element(row.begin(), row.end())};
}

/// How far the candidate is away; no value within reach gives `too_far`.
constexpr std::size_t too_far = 1000;
std::size_t score(const std::string& word, const std::string& candidate) {
  const Distances away = distances(word, candidate);
  if (away.whole <= 1 + word.size() / 4) return away.whole;
  const bool begins = word.size() >= 3 && away.beginning <= word.size() / 4;
  return begins ? away.beginning + 2 : too_far;
}

}  // namespace

std::string quote(std::string_view word) {
  constexpr std::size_t limit = 64;
  std::string text = "\"";
  for (const char c : word.substr(0, limit)) text += c >= 0x20 && c < 0x7F ? c : '?';
  return text + (word.size() > limit ? "...\"" : "\"");
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  std::string best;
  std::size_t best_score = too_far;
  for (const std::string& candidate : known) {
    const std::size_t current = score(lower(word.substr(0, 64)), lower(candidate));
    if (current >= best_score || candidate.size() < 2) continue;
    best = candidate;
    best_score = current;
  }
  return best;
}

std::string known_words(std::string_view word, const std::vector<std::string>& known) {
  if (known.empty()) return "; none is known";
  const std::string meant = nearest(word, known);
  return "; known: " + join(known) + (meant.empty() ? "" : ". Did you mean " + quote(meant) + "?");
}

}  // namespace tessera
