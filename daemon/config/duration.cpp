// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/duration.hpp"

#include <charconv>
#include <cstddef>

namespace tessera {
namespace {

struct Unit {
  std::string_view name;
  milliseconds length;
};

using namespace std::chrono_literals;
constexpr Unit units[] = {{"d", 24h}, {"h", 1h}, {"min", 1min}, {"s", 1s}};
constexpr milliseconds longest = 10'000 * 24h;

const Unit* unit_named(std::string_view name) {
  for (const Unit& unit : units) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

const Unit& unit_dividing(milliseconds duration) {
  for (const Unit& unit : units) {
    if (duration % unit.length == 0ms) return unit;
  }
  return units[std::size(units) - 1];
}

std::size_t leading_digits(std::string_view text) {
  const std::size_t end = text.find_first_not_of("0123456789");
  return end == std::string_view::npos ? text.size() : end;
}

}  // namespace

std::optional<unsigned> parse_number(std::string_view text) {
  if (text.empty() || text.size() > 9 || leading_digits(text) != text.size()) return std::nullopt;
  unsigned value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::optional<milliseconds> parse_duration(std::string_view text) {
  if (text == "0") return 0ms;
  const std::size_t digits = leading_digits(text);
  const auto count = parse_number(text.substr(0, digits));
  const Unit* unit = unit_named(text.substr(digits));
  if (!count || unit == nullptr) return std::nullopt;
  const milliseconds duration = *count * unit->length;
  return duration > longest ? std::nullopt : std::optional(duration);
}

std::optional<Rate> parse_rate(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto count = parse_number(text.substr(0, slash));
  const Unit* unit = unit_named(text.substr(slash + 1));
  if (!count || *count == 0 || unit == nullptr) return std::nullopt;
  return Rate{*count, unit->length};
}

std::string format_duration(milliseconds duration) {
  if (duration == 0ms) return "0";
  const Unit& unit = unit_dividing(duration);
  return std::to_string(duration / unit.length) + std::string(unit.name);
}

std::string format_rate(const Rate& rate) {
  return std::to_string(rate.count) + "/" + std::string(unit_dividing(rate.period).name);
}

}  // namespace tessera
