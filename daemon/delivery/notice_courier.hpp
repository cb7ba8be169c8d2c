// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "daemon/ports/courier.hpp"
#include "daemon/runtime/async.hpp"
#include "daemon/service/log.hpp"

namespace tessera {

/// How often a notice is tried again, and after which waits. Those of one notice are used up in order.
struct NoticeRetries {
  std::vector<milliseconds> waits{std::chrono::seconds(2), std::chrono::seconds(15), std::chrono::minutes(2),
                                  std::chrono::minutes(15)};
  std::size_t at_once = 256;  ///< notices that wait; one more is given up
};

/// Hands every message to another courier, and stands behind notices: one that fails is logged and tried again as long
/// as the daemon runs. Nobody waits for that; codes are never tried again.
class NoticeCourier final : public Courier {
 public:
  /// `courier` and `log` outlive the loop's work. `served`: whether a channel has a gateway now; where it has none, the
  /// configuration says that nobody is told that way.
  NoticeCourier(Executor executor, Courier& courier, Log& log, std::function<bool(Channel)> served,
                NoticeRetries retries = {});
  /// The report is that of the first try.
  std::shared_ptr<Dispatch> send(Message message) override;

 private:
  Async<void> stand_behind(Message message, std::shared_ptr<Dispatch> dispatch);
  bool may_try_again(DeliveryStatus status, std::size_t tries) const;
  void note(const Message& message, const DeliveryReport& report, bool tries_again);

  Executor executor_;
  Courier& courier_;
  Log& log_;
  const std::function<bool(Channel)> served_;
  const NoticeRetries retries_;
  std::size_t waiting_ = 0;
};

}  // namespace tessera
