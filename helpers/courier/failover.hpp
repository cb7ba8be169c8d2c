// SPDX-License-Identifier: Apache-2.0
// Which gateway next, and what it comes to: a machine without sockets or clock.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "helpers/courier/letter.hpp"

namespace tessera::courier {

/// Walks a channel's gateways within one deadline.
///
/// A gateway is asked once and never again. One that gave no answer in time may still deliver; the next is asked
/// all the same, since the code in both messages is the same one and a person who waits in vain is worse off than
/// one who reads it twice.
class Failover {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `gateways` in the order in which they are asked.
  Failover(std::vector<std::string> gateways, Time deadline)
      : gateways_(std::move(gateways)), deadline_(deadline) {}

  struct Try {
    std::string gateway;
    std::chrono::milliseconds limit{};  ///< its share: what is left, divided by the gateways that are left
  };
  /// The gateway to ask now; nothing once the outcome stands.
  std::optional<Try> next(Time now);

  /// What the gateway that next() named has answered.
  void answered(const Answer& answer);

  struct Outcome {
    DeliveryStatus status{};
    std::string gateway;  ///< that took it, or was asked last; empty where there was none
    std::string detail;   ///< what each one said
  };
  Outcome outcome() const;

 private:
  bool settled() const;
  std::vector<std::string> gateways_;
  Time deadline_;
  std::size_t asked_ = 0;
  bool late_ = false;
  std::vector<Answer> answers_;
};

}  // namespace tessera::courier
