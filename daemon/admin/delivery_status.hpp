// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "shared/protocol.hpp"

namespace tessera {

/// The word of `gateway test`, `log` and `explain`.
constexpr std::string_view name_of(DeliveryStatus status) {
  switch (status) {
    case DeliveryStatus::pending:
      return "pending";
    case DeliveryStatus::sent:
      return "sent";
    case DeliveryStatus::refused:
      return "refused";
    case DeliveryStatus::failed:
      return "failed";
    case DeliveryStatus::misconfigured:
      break;
  }
  return "misconfigured";
}

}  // namespace tessera
