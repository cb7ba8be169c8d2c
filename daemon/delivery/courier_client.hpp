// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "daemon/ports/async.hpp"
#include "daemon/ports/courier.hpp"

namespace tessera {

/// Hands messages to tessera-courier over its socket, one connection each. A courier that is away, does not answer
/// within the limit, or answers what is no Delivery gives a `failed` report; the message may have been delivered all
/// the same, and is never handed over twice.
class UnixCourier final : public Courier {
 public:
  /// `time_limit` bounds a delivery from the courier's first gateway to its last.
  UnixCourier(Executor executor, std::string socket_path,
              std::chrono::milliseconds time_limit = std::chrono::seconds(30));
  std::shared_ptr<Dispatch> send(Message message) override;

 private:
  Executor executor_;
  std::string path_;
  std::chrono::milliseconds time_limit_;
};

}  // namespace tessera
