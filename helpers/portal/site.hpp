// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "helpers/portal/connection.hpp"
#include "helpers/portal/enrolment.hpp"

namespace tessera {

struct SiteOptions {
  bool https = true;           ///< people reach it by https://, so that browsers may be told to insist on it
  bool behind_server = false;  ///< the person's address is in X-Forwarded-For
};

/// HTTP: one request a connection, each answer with its security headers.
class Site {
 public:
  Site(const Enrolment& enrolment, SiteOptions options, Look look);
  ~Site();

  /// Reads one request and answers it. Thread-safe.
  void serve(Connection& connection);

  void set_look(Look look);
  Look look() const;

 private:
  class Server;
  mutable std::mutex mutex_;
  Look look_;
  std::unique_ptr<Server> server_;
};

}  // namespace tessera
