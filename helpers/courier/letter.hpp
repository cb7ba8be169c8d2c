// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "shared/protocol.hpp"

namespace tessera::courier {

/// One message to one person, as the daemon gave it.
struct Letter {
  std::string account;
  std::string channel;  ///< "text", "call" or "email"
  std::string gateway;  ///< this one alone; empty: those of the channel, in order
  std::string to;       ///< E.164 number or e-mail address
  std::string subject;
  std::string text;
  std::string code;     ///< the digits alone, for a gateway that speaks them
};

/// How a gateway took a letter. `sent`: it accepted it. `refused`: this recipient cannot be reached, another try
/// would not help. `failed`: not now, the next gateway is tried. `misconfigured`: the administrator's mistake, the
/// next gateway is tried too.
struct Answer {
  DeliveryStatus status = DeliveryStatus::failed;
  std::string detail;  ///< for the log: holds no number, code, text or credential (R-54)
};

inline std::string_view name_of(DeliveryStatus status) {
  switch (status) {
    case DeliveryStatus::pending: return "pending";
    case DeliveryStatus::sent: return "sent";
    case DeliveryStatus::refused: return "refused";
    case DeliveryStatus::failed: return "failed";
    case DeliveryStatus::misconfigured: return "misconfigured";
  }
  return "unknown";
}

}  // namespace tessera::courier
