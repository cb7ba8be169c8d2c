// SPDX-License-Identifier: Apache-2.0
// How the errors and replies of the ports become the reasons of core/policy, and those a verdict.
#pragma once

#include "daemon/core/policy.hpp"
#include "daemon/ports/conversation.hpp"
#include "daemon/ports/store.hpp"
#include "daemon/service/message_ids.hpp"

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
    case Reason::contacts_unclear:
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

/// What the journal's catalog explains the reason under.
constexpr LogField message_id_of(Reason reason) {
  switch (reason) {
    case Reason::asked: return message_id::asked;
    case Reason::service_not_in_scope: return message_id::service_not_in_scope;
    case Reason::switched_off: return message_id::switched_off;
    case Reason::single_sign_on: return message_id::single_sign_on;
    case Reason::machine_account: return message_id::machine_account;
    case Reason::nobody: return message_id::nobody;
    case Reason::origin_unclear: return message_id::origin_unclear;
    case Reason::store_unavailable: return message_id::store_unavailable;
    case Reason::store_corrupt: return message_id::store_corrupt;
    case Reason::locked: return message_id::locked;
    case Reason::codes_off: return message_id::codes_off;
    case Reason::no_contact: return message_id::no_contact;
    case Reason::no_channel: return message_id::no_channel;
    case Reason::contacts_unclear: return message_id::contacts_unclear;
    case Reason::proven: return message_id::proven;
    case Reason::trusted_place: return message_id::trusted_place;
    case Reason::wrong_code: return message_id::wrong_code;
    case Reason::send_limit: return message_id::send_limit;
    case Reason::not_delivered: return message_id::not_delivered;
    case Reason::cancelled: return message_id::cancelled;
    case Reason::cannot_converse: return message_id::cannot_converse;
    case Reason::time_up: return message_id::time_up;
    case Reason::disconnected: return message_id::disconnected;
    case Reason::no_randomness: return message_id::no_randomness;
    case Reason::trusted_network: return message_id::trusted_network;
  }
  return {"MESSAGE_ID", ""};
}

}  // namespace tessera
