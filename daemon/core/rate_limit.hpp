// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/core/throttle.hpp"

namespace tessera {

/// Lets `rate.count` events through in each period that begins with its first event.
class RateLimit {
 public:
  explicit RateLimit(Rate rate) : rate_(rate) {}

  bool allow(TimePoint now) {
    if (now - since_ >= rate_.period || now < since_) {
      since_ = now;
      count_ = 0;
    }
    return ++count_ <= rate_.count;
  }

 private:
  Rate rate_;
  TimePoint since_{};
  unsigned count_ = 0;
};

}  // namespace tessera
