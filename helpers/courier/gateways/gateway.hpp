// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <variant>

#include "helpers/courier/letter.hpp"
#include "helpers/courier/transfer.hpp"

namespace tessera::courier {

/// Either the answer, where it is known at once, or a transfer that has still to run.
using Begun = std::variant<Answer, std::unique_ptr<Transfer>>;

/// One way to a provider. Immutable after construction; letters do not know of each other.
class CourierGateway {
 public:
  virtual ~CourierGateway() = default;
  /// Begins to deliver; does not block. The transfer ends by itself after `limit`, and is given up by destroying it.
  /// It never repeats a request by itself.
  virtual Begun begin(const Letter& letter, std::chrono::milliseconds limit) const = 0;
};

}  // namespace tessera::courier
