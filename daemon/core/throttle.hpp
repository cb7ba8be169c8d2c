// SPDX-License-Identifier: Apache-2.0
// How often may be guessed and sent. The store counts, these rules decide.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/core/types.hpp"

namespace tessera {

struct AttemptLimits {
  unsigned per_login = 3;
  unsigned consecutive = 10;
  milliseconds lock = std::chrono::minutes(15);
};

/// How long an account is locked after its `failures`-th consecutive failure: `lock` at every
/// `consecutive`-th one, doubled each time up to 24 h; nothing at the others.
std::optional<milliseconds> lock_after(unsigned failures, const AttemptLimits& limits);

/// A count that has reached this is closed until it is unlocked: no code is sent, compared or counted.
inline constexpr unsigned failures_that_stop_codes = 100;
constexpr bool codes_are_off(unsigned failures) { return failures >= failures_that_stop_codes; }

/// Whether a backup code is not even compared. What a hundred wrong codes have stopped, one opens, so the lock
/// that came with the hundredth does not hold for it; `consecutive` wrong ones more, and their lock does.
bool backup_codes_closed(unsigned failures, bool locked, const AttemptLimits& limits);

/// So many in so long, "5/h".
struct Rate {
  unsigned count = 0;
  milliseconds period{};
  bool operator==(const Rate&) const = default;
};

struct SendLimits {
  milliseconds resend_after = std::chrono::seconds(30);
  Rate per_account{5, std::chrono::hours(1)};
  Rate per_destination{10, std::chrono::hours(1)};
  Rate unverified_per_source{20, std::chrono::hours(1)};
  Rate total{500, std::chrono::hours(1)};
  std::vector<std::string> regions;  ///< ISO 3166-1 alpha-2; empty allows every region
};

/// What a send would add to. `oldest` is the time of the earliest send that counts, for the retry time.
struct Tally {
  unsigned count = 0;
  TimePoint oldest{};
};

/// Sends within each limit's own period, counted in the transaction that would add one more.
struct SendTallies {
  Tally account, destination, source_unverified, total;
  Tally account_by_strangers, destination_by_strangers;  ///< from places not known, unanswered
};

/// Where the send would be asked for from.
struct SendPlace {
  bool remote = false;         ///< a source is only limited where there is one
  bool known = false;          ///< a success was seen there (core/place.hpp)
  bool account_has_known = false;
};

/// Why a code may not be sent now. `limit` is the configuration key, "per_account"; `retry_at` when it
/// lets the next one through.
struct SendRefusal {
  std::string limit;
  TimePoint retry_at{};
};

/// The first limit that one more send would exceed; nothing when it may be sent. Once an account has a known
/// place, half of its sends (rounded down) are kept for such places: strangers cannot use up the owner's.
std::optional<SendRefusal> send_refusal(const SendTallies& tallies, const SendLimits& limits, SendPlace place);

/// Whether a number's region may be sent to.
bool region_allowed(const Phone& phone, const SendLimits& limits);

}  // namespace tessera
