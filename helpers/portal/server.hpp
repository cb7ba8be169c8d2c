// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/service/descriptor.hpp"
#include "daemon/service/log.hpp"
#include "helpers/portal/admission.hpp"
#include "helpers/portal/certificates.hpp"
#include "helpers/portal/site.hpp"

namespace tessera {

/// How pages look before anybody is known.
Look look_of(const Config& config);

/// What the workers share; it outlives them.
class PortalService {
 public:
  /// `context` is null where the portal does no TLS itself. The configuration has a portal.
  PortalService(const Config& config, TlsContext context, Log& log);

  /// Serves until SIGTERM or SIGINT; SIGHUP reads the configuration again. Those signals must be blocked in
  /// every thread. Returns the exit code.
  int serve(const Descriptor& listener);

 private:
  bool start_workers(unsigned count);
  void work();
  void receive(Guest guest);
  bool accept_waiting(int listener);
  void turned_away();
  void reload();
  std::string take(const Config& config);  ///< why it is not taken; empty when it is
  bool handle_signal(int signals);
  void wait_for_workers();

  const std::string file_;
  Log& log_;
  Portal portal_;
  std::unique_ptr<Certificates> certificates_;  ///< none without TLS
  Daemon daemon_;
  RateLimit tries_;
  Enrolment enrolment_;
  Site site_;
  Admission admission_;
  std::chrono::steady_clock::time_point tell_again_{};
  unsigned untold_ = 0;  ///< connections turned away since it was told
  std::mutex mutex_;
  std::condition_variable ended_;
  unsigned workers_ = 0;
};

}  // namespace tessera
