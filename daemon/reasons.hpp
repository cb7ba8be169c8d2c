// SPDX-License-Identifier: Apache-2.0
// How the errors and replies of the ports become the reasons of core/policy, and those a verdict.
#pragma once

#include "daemon/core/policy.hpp"
#include "daemon/ports/conversation.hpp"
#include "daemon/ports/store.hpp"

namespace tessera {

constexpr Reason reason_of(StoreError error) {
  return error == StoreError::corrupt ? Reason::store_corrupt : Reason::store_unavailable;
}

/// Why a count that is closed refuses.
constexpr Reason reason_of_lock(unsigned failures) {
  return codes_are_off(failures) ? Reason::codes_off : Reason::locked;
}

constexpr Reason reason_of(ReplyKind reply) {
  if (reply == ReplyKind::cancelled) return Reason::cancelled;
  if (reply == ReplyKind::cannot_converse) return Reason::cannot_converse;
  return reply == ReplyKind::time_up ? Reason::time_up : Reason::disconnected;
}

/// What the module is told at the end of a login that did not succeed.
constexpr Verdict verdict_of(Reason reason) {
  switch (reason) {
    case Reason::store_unavailable:
    case Reason::store_corrupt:
    case Reason::origin_unclear:
    case Reason::no_randomness:
    case Reason::time_up:
      return Verdict::unavailable;
    case Reason::locked:
    case Reason::codes_off:
      return Verdict::locked;
    default:
      return Verdict::refused;
  }
}

}  // namespace tessera
