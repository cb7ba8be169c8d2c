// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "daemon/config/config.hpp"
#include "daemon/core/code.hpp"
#include "daemon/core/enrolment.hpp"
#include "daemon/core/rate_limit.hpp"
#include "daemon/core/screens.hpp"
#include "daemon/core/sealing.hpp"
#include "daemon/dispatches.hpp"
#include "daemon/core/fresh_logins.hpp"
#include "daemon/gather.hpp"
#include "daemon/ports/clock.hpp"
#include "daemon/ports/conversation.hpp"
#include "daemon/ports/courier.hpp"
#include "daemon/ports/directory.hpp"
#include "daemon/ports/random.hpp"
#include "daemon/ports/slow_hash.hpp"
#include "daemon/ports/store.hpp"
#include "daemon/service/log.hpp"

namespace tessera {

/// What a login works with; all of it outlives every login.
struct LoginPorts {
  Store& store;
  Directory& directory;
  Courier& courier;
  const Clock& clock;
  Random& random;
  Log& log;
  const CodeKeys& keys;
  const SeedKeys& seeds;
  SlowHash& slow_hash;
  LocalTime local_time;
  Dispatches& dispatches;   ///< shared by all logins
  FreshLogins& fresh_logins;  ///< likewise
  RateLimit& stranger_log;  ///< how often a name that nobody knows is worth a line in the journal
};

/// One login from the module's Hello to its verdict (design §3). Returns after Conversation::done or when
/// the peer has gone. `conversation` must outlive the call.
Async<void> login(const LoginPorts& ports, std::shared_ptr<const Config> config,
                  std::unique_ptr<const LoginRequest> request, Conversation& conversation);

/// The same conversation for somebody who is to change what proves them (`request.own_account`). What they proved
/// themselves with; nothing when they did not: they are told why.
Async<std::optional<EnrolmentProof>> prove_oneself(const LoginPorts& ports, std::shared_ptr<const Config> config,
                                                   const LoginRequest& request, Conversation& conversation);

}  // namespace tessera
