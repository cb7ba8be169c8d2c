// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ldap.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "helpers/directory/workers.hpp"

namespace tessera {

/// Shuts the connections of one LDAP handle down at a time, whatever libldap is doing with them: its own time limit does
/// not hold in a TLS handshake, where it asks a silent server again and again (libldap 2.5, GnuTLS). Outlives the handle.
class ConnectionLimit {
 public:
  /// Null when the system has no thread left.
  static std::unique_ptr<ConnectionLimit> start(Deadline until);
  ConnectionLimit(const ConnectionLimit&) = delete;
  ConnectionLimit& operator=(const ConnectionLimit&) = delete;

  /// False when it cannot be put on the handle.
  bool put_on(LDAP* ldap);

 private:
  explicit ConnectionLimit(Deadline until);
  static int opened(LDAP* ldap, Sockbuf* buffer, LDAPURLDesc* url, sockaddr* address, ldap_conncb* callback);
  static void closing(LDAP* ldap, Sockbuf* buffer, ldap_conncb* callback);
  void set(int fd);
  void watch(const std::stop_token& stop, Deadline until);

  ldap_conncb callback_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  int fd_ = -1;
  bool is_over_ = false;
  std::jthread watcher_;  // last, since it uses the rest
};

}  // namespace tessera
