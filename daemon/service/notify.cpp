// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/notify.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "daemon/service/escape.hpp"

namespace tessera {

void notify(std::string_view state) { (void)sd_notify(0, std::string(state).c_str()); }

void notify_ready(std::string_view status) { notify("READY=1\nSTATUS=" + escape_for_log(status)); }

void notify_reloading() {
  using std::chrono::microseconds;
  // libstdc++'s steady clock is CLOCK_MONOTONIC, which is what the manager compares with
  const auto now = std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now().time_since_epoch());
  notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now.count()));
}

void notify_stopping() { notify("STOPPING=1\nSTATUS=stopping"); }

std::optional<std::chrono::microseconds> watchdog_interval() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
  return std::chrono::microseconds(microseconds / 2);
}

int Watchdog::feed(int longest, Clock::time_point now) {
  if (!interval_) return longest;
  if (now >= due_) {
    notify("WATCHDOG=1");
    due_ = now + *interval_;
  }
  const auto left = static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(due_ - now).count());
  return longest < 0 ? left : std::min(longest, left);
}

}  // namespace tessera
