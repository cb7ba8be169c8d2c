// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/connection_limit.hpp"

#include <sys/socket.h>

#include <system_error>

namespace tessera {

std::unique_ptr<ConnectionLimit> ConnectionLimit::start(Deadline until) {
  try {
    return std::unique_ptr<ConnectionLimit>(new ConnectionLimit(until));
  } catch (const std::system_error&) {  // std::jthread's word for it
    return nullptr;
  }
}

ConnectionLimit::ConnectionLimit(Deadline until)
    : callback_{opened, closing, this},
      watcher_([this, until](const std::stop_token& stop) { watch(stop, until); }) {}

bool ConnectionLimit::put_on(LDAP* ldap) { return ldap_set_option(ldap, LDAP_OPT_CONNECT_CB, &callback_) == 0; }

/// From here on the handshake waits for the server, and this limit ends it.
int ConnectionLimit::opened(LDAP* ldap, Sockbuf* buffer, LDAPURLDesc*, sockaddr*, ldap_conncb* callback) {
  const timeval none{-1, 0};
  int fd = -1;
  if (ldap_set_option(ldap, LDAP_OPT_NETWORK_TIMEOUT, &none) != 0) return LDAP_LOCAL_ERROR;
  if (ber_sockbuf_ctrl(buffer, LBER_SB_OPT_GET_FD, &fd) <= 0) return LDAP_LOCAL_ERROR;
  static_cast<ConnectionLimit*>(callback->lc_arg)->set(fd);
  return LDAP_SUCCESS;
}

void ConnectionLimit::closing(LDAP*, Sockbuf*, ldap_conncb* callback) {
  static_cast<ConnectionLimit*>(callback->lc_arg)->set(-1);
}

void ConnectionLimit::set(int fd) {
  const std::lock_guard lock(mutex_);
  fd_ = fd;
  if (is_over_ && fd_ >= 0) shutdown(fd_, SHUT_RDWR);
}

void ConnectionLimit::watch(const std::stop_token& stop, Deadline until) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, stop, until, [] { return false; });
  if (stop.stop_requested()) return;
  is_over_ = true;
  if (fd_ >= 0) shutdown(fd_, SHUT_RDWR);
}

}  // namespace tessera
