// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "daemon/ports/clock.hpp"
#include "daemon/ports/requests.hpp"
#include "daemon/runtime/async.hpp"
#include "daemon/service/log.hpp"

namespace tessera {

/// Puts the switch back where its deadline passes without a confirmation, also one that passed while no daemon ran. It
/// passes by the host's clock or, where that was set back, once the time is over that was left when it was first seen.
class SwitchProbation {
 public:
  explicit SwitchProbation(Executor executor) : timer_(executor) {}

  /// Never ends. `requests` names the store of the moment, since one may be opened later.
  Async<void> watch(std::function<RequestStore&()> requests, const Clock& clock, Log& log);
  /// A deadline was set or taken away.
  void look_again() {
    changed_ = true;
    timer_.cancel();
  }

 private:
  using Steady = std::chrono::steady_clock::time_point;

  bool is_due(const SwitchDeadline& deadline, TimePoint now);

  TimePoint seen_{};             ///< the deadline that is waited for
  std::optional<Steady> limit_;  ///< when it is over whatever the clock says
  bool changed_ = false;  ///< since the deadline was read
  Timer timer_;
};

}  // namespace tessera
