// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>

#include "daemon/service/log.hpp"
#include "helpers/courier/failover.hpp"
#include "helpers/courier/gateways.hpp"

namespace tessera::courier {

/// One letter on its way through its gateways. It owns the transfer under way; destroying it gives the letter up.
class LetterDelivery {
 public:
  using Time = Failover::Time;

  /// `limit` bounds the whole of it. The multi handle runs the transfers and outlives the delivery.
  LetterDelivery(Letter letter, std::chrono::milliseconds limit, std::shared_ptr<const Gateways> gateways, CURLM* multi,
                 Log& log, Time now);
  LetterDelivery(const LetterDelivery&) = delete;
  LetterDelivery& operator=(const LetterDelivery&) = delete;
  ~LetterDelivery();

  /// Asks gateways until one has to be waited for or the outcome stands. True when it stands.
  bool advance();
  /// libcurl has ended the transfer under way: as advance().
  bool transfer_ended(CURLcode code);
  /// A transfer that goes on without libcurl, and the time at which it has to be given up for the next gateway.
  std::optional<Transfer::Awaited> awaits() const { return transfer_ ? transfer_->awaits() : std::nullopt; }
  Time gives_up_at() const { return gives_up_at_; }
  /// Its socket is ready: as advance().
  bool converse();
  /// Its time is up: as advance().
  bool give_up();
  /// Whether this is the transfer under way.
  bool owns(const CURL* handle) const { return transfer_ && transfer_->handle() == handle; }

  /// Valid once it stands; writes the delivery's line to the log.
  Failover::Outcome conclude();

 private:
  bool go_on(const std::optional<Answer>& answer);
  void take(const Answer& answer);
  void drop_transfer();

  const Letter letter_;
  const std::shared_ptr<const Gateways> gateways_;
  CURLM* const multi_;
  Log& log_;
  const Time began_;
  Failover failover_;
  std::string asked_;
  Time asked_at_{}, gives_up_at_{};
  std::unique_ptr<Transfer> transfer_;
};

}  // namespace tessera::courier
