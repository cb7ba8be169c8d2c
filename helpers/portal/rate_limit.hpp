// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace tessera {

/// What counts as one address: an IPv4 address, or the /64 of an IPv6 one, since that is what one customer
/// has.
std::string network_of(std::string_view address);

/// A bucket of tries for each network, refilled steadily. The number of networks that are remembered is
/// bounded; beyond it strangers share one bucket.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  RateLimit(unsigned burst, std::chrono::milliseconds refill, std::size_t networks = 4096)
      : burst_(burst), refill_(refill), networks_(networks) {}

  /// Takes one try; false when none is left. Thread-safe.
  bool take(std::string_view address, Clock::time_point now = Clock::now());

 private:
  void forget_full(Clock::time_point now);

  std::mutex mutex_;
  const unsigned burst_;
  const std::chrono::milliseconds refill_;
  const std::size_t networks_;
  std::map<std::string, Clock::time_point, std::less<>> full_at_;  ///< when the bucket has refilled
};

}  // namespace tessera
