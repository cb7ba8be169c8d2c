// SPDX-License-Identifier: Apache-2.0
#include "daemon/switch_probation.hpp"

#include <algorithm>

#include "daemon/service/message_ids.hpp"

namespace tessera {
namespace {

// The deadline goes by the host's clock, which may be set meanwhile, and a store that fails may come back.
constexpr milliseconds longest_sleep = std::chrono::seconds(5);
constexpr auto without_deadline = std::chrono::hours(24);
constexpr milliseconds longest_probation = std::chrono::hours(24);  // a clock that lost its date makes it no longer

void tell(Log& log, const EnvironmentState& state) {
  log.write(Level::warning, "nobody confirmed the switch in time: it went back to " + std::string(name_of(state.position)),
            {{"SWITCH", name_of(state.position)}, {"ACTOR", state.by}, message_id::switch_reverted});
}

/// Until when nothing can happen.
milliseconds sleep_until(const Stored<std::optional<SwitchDeadline>>& deadline, milliseconds left, TimePoint now) {
  if (!deadline) return longest_sleep;
  if (!*deadline) return without_deadline;
  return std::clamp<milliseconds>(std::min((*deadline)->until - now, left), milliseconds(1), longest_sleep);
}

/// Up, so that a sleep of so long does not end before.
milliseconds from_now(std::chrono::steady_clock::time_point at) {
  return std::chrono::ceil<milliseconds>(at - std::chrono::steady_clock::now());
}

}  // namespace

bool SwitchProbation::is_due(const SwitchDeadline& deadline, TimePoint now) {
  if (!limit_ || seen_ != deadline.until) {
    seen_ = deadline.until;
    limit_ = std::chrono::steady_clock::now() + std::min<milliseconds>(deadline.until - now, longest_probation);
  }
  return deadline.until <= now || from_now(*limit_) <= milliseconds::zero();
}

Async<void> SwitchProbation::watch(std::function<RequestStore&()> requests, const Clock& clock, Log& log) {
  for (;;) {
    changed_ = false;
    auto deadline = co_await requests().switch_deadline();
    const TimePoint now = clock.now();
    if (deadline && !*deadline) limit_.reset();
    if (deadline && *deadline && is_due(**deadline, now)) {
      const TimePoint due = std::max(now, (*deadline)->until);
      const auto state = co_await requests().revert_overdue(now, due);
      if (state && *state) tell(log, **state);
      if (state) continue;
      deadline = std::unexpected(state.error());  // a store that cannot be written is not tried without a pause
    }
    if (changed_) continue;
    timer_.expires_after(std::max(sleep_until(deadline, limit_ ? from_now(*limit_) : longest_sleep, now), milliseconds(50)));
    asio::error_code ignored;
    co_await timer_.async_wait(asio::redirect_error(use_awaitable, ignored));
  }
}

}  // namespace tessera
