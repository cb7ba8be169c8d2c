// SPDX-License-Identifier: Apache-2.0
// What a program tells its service manager (sd_notify). Without NOTIFY_SOCKET nothing happens.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace tessera {

/// Any state: "WATCHDOG=1".
void notify(std::string_view state);

/// READY=1, after the start and after each reload. `status` is one line for `systemctl status`.
void notify_ready(std::string_view status);

/// RELOADING=1 with the time of it, which tells the manager which READY=1 ends this reload.
void notify_reloading();

/// STOPPING=1.
void notify_stopping();

/// Half of WatchdogSec=, the interval at which WATCHDOG=1 is due; nothing where this process has no watchdog.
std::optional<std::chrono::microseconds> watchdog_interval();

/// For a loop without timers. It is fed by the loop that does the work, so that one that hangs is noticed.
class Watchdog {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Watchdog(std::optional<std::chrono::microseconds> interval = watchdog_interval()) : interval_(interval) {}

  /// Says WATCHDOG=1 when it is due. Returns how long the loop may wait before it comes here again: at most
  /// `longest` ms, where -1 is for ever, as in poll(2).
  int feed(int longest, Clock::time_point now = Clock::now());

 private:
  std::optional<std::chrono::microseconds> interval_;
  Clock::time_point due_{};
};

}  // namespace tessera
