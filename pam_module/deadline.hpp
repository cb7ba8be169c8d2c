// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <time.h>

#include <cstdint>

namespace tessera::pam {

/// A moment of CLOCK_MONOTONIC after which nothing is waited for. A clock that cannot be read counts as
/// passed, so that no wait is ever without an end.
class Deadline {
 public:
  static Deadline in(std::int64_t milliseconds) {
    const std::int64_t now = monotonic_ms();
    return Deadline(now < 0 ? -1 : now + milliseconds);
  }
  Deadline or_earlier(Deadline other) const { return other.at_ < at_ ? other : *this; }

  /// Milliseconds left, never negative.
  int left_ms() const {
    const std::int64_t now = monotonic_ms();
    return now < 0 || now >= at_ ? 0 : static_cast<int>(at_ - now);
  }
  bool passed() const { return left_ms() == 0; }

 private:
  explicit Deadline(std::int64_t at) : at_(at) {}
  static std::int64_t monotonic_ms() {
    timespec now{};
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) return -1;
    return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
  }
  std::int64_t at_;
};

}  // namespace tessera::pam
