// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/menu.hpp"

#include <algorithm>
#include <iterator>

#include "shared/masking.hpp"
#include "shared/text.hpp"

namespace tessera {
namespace {

struct Word {
  std::string_view word;
  Said said;
  Channel channel{};
};

constexpr Word words[] = {
    {"r", Said::resend},
    {"m", Said::other_ways},
    {"l", Said::lost_phone},
    {"t", Said::trust},
    {"q", Said::quit},
    {"app", Said::app},
    {"text", Said::channel, Channel::text},
    {"call", Said::channel, Channel::call},
    {"email", Said::channel, Channel::email},
    {"e-mail", Said::channel, Channel::email},
};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

std::string without_spaces(std::string_view text) {
  std::string result(text);
  std::erase(result, ' ');
  return result;
}

/// "k7mf-2qpx": two groups of four with at least one letter, so that it is never taken for a code.
bool is_backup_code(std::string_view text) {
  if (text.size() != 9 || text[4] != '-') return false;
  const std::string symbols = std::string(text.substr(0, 4)) + std::string(text.substr(5));
  const bool known = std::ranges::all_of(symbols, [](char c) { return is_digit(c) || is_letter(c); });
  return known && std::ranges::any_of(symbols, is_letter);
}

void add_way(std::vector<Way>& ways, Channel channel, const std::string& to) {
  ways.push_back({static_cast<unsigned>(ways.size() + 1), channel, to});
}

}  // namespace

std::string masked(const Way& way) {
  return way.channel == Channel::email ? mask_email(way.to) : mask_phone(way.to);
}

std::vector<Way> ways_of(const Contacts& contacts, const ChannelsServed& served, const SendLimits& limits) {
  std::vector<Way> ways;
  if (contacts.phone && region_allowed(*contacts.phone, limits)) {
    const std::string& number = contacts.phone->e164;
    if (served.text) add_way(ways, Channel::text, number);
    if (served.call) add_way(ways, Channel::call, number);
  }
  if (contacts.email && served.email) add_way(ways, Channel::email, *contacts.email);
  return ways;
}

std::vector<Way> with_preferred_first(std::vector<Way> ways, std::optional<Channel> preferred) {
  std::ranges::stable_partition(ways, [preferred](const Way& way) { return way.channel == preferred; });
  for (std::size_t i = 0; i < ways.size(); ++i) ways[i].number = static_cast<unsigned>(i + 1);
  return ways;
}

std::vector<Way> lost_ways_of(const std::vector<Way>& ways, unsigned backup_codes, bool desk_code,
                              std::string_view help_desk) {
  std::vector<Way> lost;
  if (backup_codes > 0) {
    lost.push_back({.to = std::to_string(backup_codes) + " left", .proof = Proof::backup});
  }
  std::ranges::copy_if(ways, std::back_inserter(lost), [](const Way& way) { return way.channel == Channel::email; });
  std::ranges::copy_if(ways, std::back_inserter(lost), [](const Way& way) { return way.channel != Channel::email; });
  if (desk_code || !help_desk.empty()) {
    lost.push_back({.to = std::string(help_desk), .proof = Proof::desk});
  }
  for (std::size_t i = 0; i < lost.size(); ++i) lost[i].number = static_cast<unsigned>(i + 1);
  return lost;
}

std::optional<std::size_t> default_way(const std::vector<Way>& ways, std::optional<Channel> failed) {
  std::optional<std::size_t> first;
  const auto broken = std::ranges::find_if(ways, [failed](const Way& way) { return way.proof == Proof::delivered && failed == way.channel; });
  for (std::size_t i = 0; i < ways.size(); ++i) {
    if (!ways[i].usable) continue;
    if (broken == ways.end() || ways[i].to != broken->to) return i;
    if (!first) first = i;
  }
  return first;
}

Parsed parse_answer(std::string_view answer, CodeLengths lengths) {
  const std::string text = lower(trimmed(answer));
  if (text.empty()) return {.said = Said::enter};
  for (const Word& word : words) {
    if (text == word.word) return {word.said, {}, 0, word.channel};
  }
  if (is_backup_code(text)) return {Said::backup_code, text};
  const std::string code = without_spaces(text);
  if (!std::ranges::all_of(code, is_digit)) return {};
  if (text.size() == 1) return {Said::choice, {}, static_cast<unsigned>(text[0] - '0')};
  if (code.size() == lengths.delivered || code.size() == lengths.app) return {Said::code, code};
  if (lengths.backup && code.size() == taken_over_backup_code_digits) return {Said::backup_code, code};
  return {};
}

}  // namespace tessera
