// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/throttle.hpp"

#include <algorithm>

namespace tessera {
namespace {

constexpr milliseconds longest_lock = std::chrono::hours(24);

std::optional<SendRefusal> exceeded(std::string_view limit, const Tally& tally, const Rate& rate) {
  if (tally.count < rate.count) return std::nullopt;
  return SendRefusal{std::string(limit), tally.oldest + rate.period};
}

Rate for_strangers(const Rate& rate) { return {rate.count - rate.count / 2, rate.period}; }

std::optional<SendRefusal> strangers_refusal(const SendTallies& tallies, const SendLimits& limits, SendPlace place) {
  if (place.known || !place.account_has_known) return std::nullopt;
  auto refusal = exceeded("per_account", tallies.account_by_strangers, for_strangers(limits.per_account));
  if (refusal) return refusal;
  return exceeded("per_destination", tallies.destination_by_strangers, for_strangers(limits.per_destination));
}

}  // namespace

std::optional<milliseconds> lock_after(unsigned failures, const AttemptLimits& limits) {
  if (failures == 0 || limits.consecutive == 0 || failures % limits.consecutive != 0) return std::nullopt;
  milliseconds lock = limits.lock;
  for (unsigned round = failures / limits.consecutive; round > 1 && lock < longest_lock; --round) lock *= 2;
  return std::min(lock, std::max(longest_lock, limits.lock));
}

bool backup_codes_closed(unsigned failures, bool locked, const AttemptLimits& limits) {
  const bool just_stopped = codes_are_off(failures) && failures < failures_that_stop_codes + limits.consecutive;
  return locked && !just_stopped;
}

std::optional<SendRefusal> send_refusal(const SendTallies& tallies, const SendLimits& limits, SendPlace place) {
  if (auto refusal = strangers_refusal(tallies, limits, place)) return refusal;
  if (auto refusal = exceeded("per_account", tallies.account, limits.per_account)) return refusal;
  if (auto refusal = exceeded("per_destination", tallies.destination, limits.per_destination)) return refusal;
  if (place.remote) {
    auto refusal = exceeded("unverified_per_source", tallies.source_unverified, limits.unverified_per_source);
    if (refusal) return refusal;
  }
  return exceeded("total", tallies.total, limits.total);
}

bool region_allowed(const Phone& phone, const SendLimits& limits) {
  return limits.regions.empty() || std::ranges::find(limits.regions, phone.region) != limits.regions.end();
}

}  // namespace tessera
