// SPDX-License-Identifier: Apache-2.0
// Brings a message to a person. tests/contract/courier holds every adapter to this.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "daemon/core/types.hpp"
#include "daemon/ports/async.hpp"
#include "shared/protocol.hpp"

namespace tessera {

struct Message {
  std::string account;
  Channel channel{};
  std::string gateway;  ///< only this one; empty: those of the channel, in order
  std::string to;       ///< E.164 number or e-mail address
  std::string subject;
  std::string text;
  std::string code;     ///< the digits alone, for a gateway that speaks them
  std::string_view notice = {};  ///< of what it tells, a literal; empty for a code and for what nobody must hear of
};

struct DeliveryReport {
  DeliveryStatus status = DeliveryStatus::pending;
  std::string gateway;
  std::string detail;  ///< for the log
};

/// A message under way. Dropping the last pointer does not take it back.
class Dispatch {
 public:
  virtual ~Dispatch() = default;
  /// The newest that is known; `pending` until a gateway has answered.
  virtual DeliveryReport report() const = 0;
  /// Returns once the report is final or `limit` has passed.
  virtual Async<void> settled(milliseconds limit) = 0;
};

class Courier {
 public:
  virtual ~Courier() = default;
  /// Hands the message over at once and returns. A courier that is away is a `failed` report.
  virtual std::shared_ptr<Dispatch> send(Message message) = 0;
};

}  // namespace tessera
