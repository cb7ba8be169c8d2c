// SPDX-License-Identifier: Apache-2.0
#include "daemon/switch_probation.hpp"

#include <algorithm>

#include "daemon/service/message_ids.hpp"

namespace tessera {
namespace {

// The deadline goes by the host's clock, which may be set meanwhile, and a store that fails may come back.
constexpr milliseconds longest_sleep = std::chrono::seconds(5);
constexpr auto without_deadline = std::chrono::hours(24);

void tell(Log& log, const EnvironmentState& state) {
  log.write(Level::warning, "nobody confirmed the switch in time: it went back to " + std::string(name_of(state.position)),
            {{"SWITCH", name_of(state.position)}, {"ACTOR", state.by}, message_id::switch_reverted});
}

/// Until when nothing can happen.
milliseconds sleep_until(const Stored<std::optional<SwitchDeadline>>& deadline, TimePoint now) {
  if (!deadline) return longest_sleep;
  if (!*deadline) return without_deadline;
  return std::clamp<milliseconds>((*deadline)->until - now, milliseconds(1), longest_sleep);
}

}  // namespace

Async<void> SwitchProbation::watch(std::function<RequestStore&()> requests, const Clock& clock, Log& log) {
  for (;;) {
    changed_ = false;
    auto deadline = co_await requests().switch_deadline();
    const TimePoint now = clock.now();
    if (deadline && *deadline && (*deadline)->until <= now) {
      const auto state = co_await requests().revert_overdue(now);
      if (state && *state) tell(log, **state);
      if (state) continue;
      deadline = std::unexpected(state.error());  // a store that cannot be written is not tried without a pause
    }
    if (changed_) continue;
    timer_.expires_after(std::max(sleep_until(deadline, now), milliseconds(50)));
    asio::error_code ignored;
    co_await timer_.async_wait(asio::redirect_error(use_awaitable, ignored));
  }
}

}  // namespace tessera
