// SPDX-License-Identifier: Apache-2.0
#include <ctime>

#include "daemon/config/duration.hpp"
#include "daemon/config/sections.hpp"
#include "daemon/config/suggest.hpp"

namespace tessera {
namespace {

/// "2027-01-31" as its year, month and day; nothing for a day that no calendar has.
std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = parse_number(text.substr(0, 4)), month = parse_number(text.substr(5, 2)), day = parse_number(text.substr(8));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month), std::chrono::day(*day));
  return date.ok() && *year >= 1970 ? std::optional(date) : std::nullopt;
}

/// The first moment of the next day, as the host's zone has it.
std::optional<TimePoint> end_of(std::chrono::year_month_day date) {
  std::tm parts{};
  parts.tm_year = static_cast<int>(date.year()) - 1900;
  parts.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  parts.tm_mday = static_cast<int>(static_cast<unsigned>(date.day())) + 1;
  parts.tm_isdst = -1;
  const std::time_t seconds = std::mktime(&parts);
  if (seconds == -1) return std::nullopt;
  return TimePoint(std::chrono::seconds(seconds));
}

void read_until(Section& require, Config& config) {
  const auto text = require.text("until");
  if (!text) {
    if (require.find("until") == nullptr) {
      require.complain("lacks \"until\", the last day without an app; for from now on write enrolment: require");
    }
    return;
  }
  const auto date = parse_date(*text);
  const auto end = date ? end_of(*date) : std::nullopt;
  if (!end) return require.complain("until", "must be a date like 2027-01-31, not " + quote(*text));
  config.enrolment_until = LastDay{*text, *end};
}

}  // namespace

void read_enrolment(Section& file, Config& config) {
  const Node* node = file.find("enrolment");
  if (node != nullptr && node->kind == Node::Kind::map) {
    Section enrolment = file.section("enrolment");
    Section require = enrolment.section("require");
    if (!require.present()) enrolment.complain("must be offer, off, require or {require: {until: DATE}}");
    if (require.present()) {
      config.enrolment = EnrolmentPolicy::require;
      read_until(require, config);
    }
    require.finish();
    return enrolment.finish();
  }
  const auto word = file.one_of("enrolment", {"offer", "require", "off"});
  if (!word) return;
  if (*word == "off") config.enrolment = EnrolmentPolicy::off;
  if (*word == "require") config.enrolment = EnrolmentPolicy::require;
}

}  // namespace tessera
