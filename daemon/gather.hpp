// SPDX-License-Identifier: Apache-2.0
// Looks up what core/policy needs to decide a login, step by step and no more than that.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/core/menu.hpp"
#include "daemon/core/policy.hpp"
#include "daemon/core/trust.hpp"
#include "daemon/core/fresh_logins.hpp"
#include "daemon/enrolment/bindings.hpp"
#include "daemon/ports/clock.hpp"
#include "daemon/ports/directory.hpp"
#include "daemon/ports/store.hpp"

namespace tessera {

/// Who wants in where, as the module and the kernel said.
struct LoginRequest {
  std::string service, user, rhost;
  std::string host;                       ///< this host's name
  std::optional<std::uint32_t> loginuid;  ///< the peer's audit login; nothing where it is unset
  Place place;                            ///< where it may be trusted; empty id: nowhere, or trust is off
  std::optional<Process> opens_session;   ///< who will open the session that this login leads to
  std::optional<std::uint32_t> real_uid;  ///< the peer's real uid: who runs a set-uid program
  /// On user.sock: whoever has `loginuid`, in scope wherever the switch stands, since it is no login.
  bool own_account = false;
  bool from_root = false;  ///< the peer is root, as sshd is, whose word on rhost counts
};

struct Gathered {
  Decision decision;
  Facts facts;
  LoginKey key;
  Whois whois;
  AccountState state;
  std::optional<TimePoint> trusted_until;
  std::vector<Way> ways;
  bool contacts_unclear = false;  ///< a source of contacts could not answer
  std::string contacts_source;    ///< which one answered, where the store has none
  bool contacts_on_record = false;  ///< the store has them
  /// Of the contacts that count, which are `state`'s: what the store is to hear of them.
  CountedContacts counted;
};

/// Asks decide() until it needs nothing more. What is passed by reference must outlive the call. Changes nothing.
Async<Gathered> gather(Store& store, Directory& directory, const Clock& clock, const SeedKeys& seeds,
                       std::shared_ptr<const Config> config, LoginRequest request);

/// The steps of the decision in one line, with what a source had to say.
std::string explanation(const Gathered& gathered);

/// Which channels have at least one gateway.
ChannelsServed channels_served(const Config& config);

/// Whether the service asks whoever runs it, not PAM's user.
bool asks_invoker(const Config& config, const std::string& service);

}  // namespace tessera
