// SPDX-License-Identifier: Apache-2.0
// Who is asked for a code, and why: one pure function over what is known so far. The login, the observe
// position and an administrator's question all use it (design §3.3, interfaces 'Decision order').
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/core/environment.hpp"
#include "daemon/core/types.hpp"

namespace tessera {

/// Why a login was decided as it was. Its name is the `reason` of logs and audit rows.
enum class Reason {
  asked,
  service_not_in_scope,
  switched_off,
  single_sign_on,
  machine_account,
  nobody,
  origin_unclear,
  store_unavailable,
  store_corrupt,
  locked,
  codes_off,
  no_contact,
  no_channel,
  contacts_unclear,
  // ends of a login that was asked
  proven,
  trusted_place,
  wrong_code,
  send_limit,
  not_delivered,
  cancelled,
  cannot_converse,
  time_up,
  disconnected,
  no_randomness,
  trusted_network,
};

/// "locked", "no_contact", …
std::string_view name_of(Reason reason);

/// Where the account comes from, as far as the decision cares.
enum class Standing { local, sso, other, nobody, unclear };

/// What the store answered; an error is a fact like any other.
enum class Readable { yes, unavailable, corrupt };

struct SwitchFact {
  Readable readable = Readable::yes;
  Switch position = Switch::enforce;
};

struct StandingFact {
  Standing standing = Standing::unclear;
  std::string source;  ///< "files", "sss", …
};

struct RecordFact {
  Readable readable = Readable::yes;
  bool locked = false;
  bool codes_off = false;    ///< locked until somebody unlocks it
  bool known_place = false;  ///< the count that says so is the place's own
  bool has_app = false;
  bool has_backup = false;   ///< a backup code is left, or one of the help desk waits, and it may be tried now
  bool has_contact = false;
  bool contacts_unclear = false;  ///< a source of contacts could not answer
  bool has_channel = false;  ///< a contact with a channel that has a gateway
};

/// What is known of a login. What was not looked up yet is empty; the decision says what it needs next.
struct Facts {
  std::string service;
  std::string account;
  bool service_in_scope = false;
  bool machine_account = false;
  std::string trusted_network;  ///< that the connection comes from; empty: none
  std::optional<SwitchFact> switch_fact;
  std::optional<StandingFact> standing;
  bool may_be_trusted = false;  ///< trust is on, and this login comes from a place that can be
  std::optional<bool> trusted;
  std::optional<RecordFact> record;
};

enum class Need { nothing, switch_fact, standing, trust, record };
enum class Ruling { ignore, refuse, ask, trust };

/// One step that led to the decision: "switch", "enforce".
struct Step {
  std::string fact;
  std::string finding;
};

struct Decision {
  Need need = Need::nothing;  ///< look this up and ask again; the rest is valid only for `nothing`
  Ruling ruling = Ruling::refuse;
  Reason reason = Reason::store_unavailable;
  /// In `observe`: what `enforce` would have done; the ruling itself is then `ignore`.
  std::optional<Ruling> would;
  std::vector<Step> steps;
};

Decision decide(const Facts& facts);

}  // namespace tessera
