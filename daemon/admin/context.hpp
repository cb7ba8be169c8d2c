// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "daemon/config/config.hpp"
#include "daemon/enrolment/ports.hpp"
#include "daemon/foresee.hpp"
#include "daemon/ports/readiness.hpp"
#include "daemon/ports/requests.hpp"
#include "daemon/ports/source_listing.hpp"

namespace tessera {

/// What the verbs work on. Everything it refers to outlives all connections.
struct AdminContext : EnrolmentPorts {
  std::function<std::shared_ptr<const Config>()> config;  ///< the one in force; SIGHUP changes it
  RequestStore& requests;
  ReadinessStore& readiness;
  std::function<std::unique_ptr<HostAccounts>()> host_accounts;
  std::function<std::unique_ptr<SourceListing>()> other_accounts;  ///< those of the other sources
  std::function<bool(const std::string&)> reaches_module;  ///< whether a PAM service does
  std::function<void()> deadline_changed;                  ///< whoever waits for it looks again
  bool seal_taken = false;  ///< this start has put keys.seal in place of keys.seal_before
  /// What a login would come to on this host, whose name it fills in.
  std::function<Async<Foresight>(std::unique_ptr<LoginRequest>)> foresee;
};

}  // namespace tessera
