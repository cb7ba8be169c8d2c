// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/ports/clock.hpp"

namespace tessera::test {

/// Stands still until it is moved. It starts at 2026-11-23 14:02:00 UTC.
class FakeClock : public Clock {
 public:
  TimePoint now() const override { return now_; }
  void advance(milliseconds by) { now_ += by; }
  void set(TimePoint to) { now_ = to; }

 private:
  TimePoint now_{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + std::chrono::hours(14) +
                 std::chrono::minutes(2)};
};

}  // namespace tessera::test
