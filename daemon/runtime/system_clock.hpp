// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "daemon/ports/clock.hpp"

namespace tessera {

class SystemClock : public Clock {
 public:
  TimePoint now() const override {
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  }
};

/// "14:02" in the host's zone.
std::string local_time(TimePoint time);

}  // namespace tessera
