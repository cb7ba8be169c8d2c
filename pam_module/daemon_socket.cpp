// SPDX-License-Identifier: Apache-2.0
#include "pam_module/daemon_socket.hpp"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tessera::pam {
namespace {

constexpr int socket_wait_ms = 2000;  // for a place in the backlog, and for room in the daemon's buffer
// A reply is looked for, some 0.3 ms, before it is waited for: putting a process to sleep and waking it costs as much as
// the daemon needs for an answer that waits for nobody. On a busy processor the time is over after a look or two.
constexpr int longest_look_ms = 2;
constexpr int looks_before_waiting = 300;

bool limit_blocking_calls(int fd, int milliseconds) {
  const timeval limit = {milliseconds / 1000, milliseconds % 1000 * 1000};
  return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) == 0;
}

/// Whether a call that failed was interrupted and may be made again.
bool may_retry(Deadline deadline) {
  return errno == EINTR && !deadline.passed();
}

}  // namespace

DaemonSocket::~DaemonSocket() {
  if (fd_ >= 0) close(fd_);
}

const char* DaemonSocket::connect(const Options& options, Deadline deadline) {
  const Deadline limit = Deadline::in(socket_wait_ms).or_earlier(deadline);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::size_t length = strlen(options.socket);
  if (length >= sizeof address.sun_path) return "path of the socket too long";
  memcpy(address.sun_path, options.socket, length);
  if (fd_ >= 0) return "already connected";
  fd_ = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return "no socket to be had";
  do {
    const int left = limit.left_ms();
    if (left == 0 || !limit_blocking_calls(fd_, left)) return "cannot bound the wait for the daemon";
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
      return limit_blocking_calls(fd_, socket_wait_ms) ? check_peer(options.daemon_uid)
                                                       : "cannot bound sending";
    }
  } while (may_retry(limit));
  return errno == EAGAIN ? "nobody accepts connections" : "cannot connect";
}

const char* DaemonSocket::check_peer(uid_t expected) const {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(fd_, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || size != sizeof peer) {
    return "cannot tell who listens";
  }
  return peer.uid == expected ? nullptr : "the socket belongs to another uid than daemon_uid=";
}

bool DaemonSocket::send(const char* packet, std::size_t size) {
  const Deadline limit = Deadline::in(socket_wait_ms);
  do {
    const ssize_t sent = ::send(fd_, packet, size, MSG_NOSIGNAL);
    if (sent >= 0) return static_cast<std::size_t>(sent) == size;
  } while (may_retry(limit));
  return false;
}

/// The size of a packet that is there; 0 when none will come, or not one that fits; -1 when none is there yet.
ssize_t DaemonSocket::take(char* packet, std::size_t capacity) const {
  // MSG_TRUNC gives the packet's whole length, so that a longer one is noticed.
  const ssize_t size = recv(fd_, packet, capacity, MSG_DONTWAIT | MSG_TRUNC);
  if (size < 0) return errno == EAGAIN || errno == EINTR ? -1 : 0;
  return static_cast<std::size_t>(size) > capacity ? 0 : size;
}

std::size_t DaemonSocket::receive(char* packet, std::size_t capacity, Deadline deadline) {
  const Deadline soon = Deadline::in(longest_look_ms).or_earlier(deadline);
  for (int look = 0; look < looks_before_waiting && !soon.passed(); ++look) {
    const ssize_t size = take(packet, capacity);
    if (size >= 0) return static_cast<std::size_t>(size);
    sched_yield();
  }
  for (;;) {
    pollfd ready = {fd_, POLLIN, 0};
    const int count = poll(&ready, 1, deadline.left_ms());
    if (count < 0 && may_retry(deadline)) continue;
    if (count <= 0) return 0;
    const ssize_t size = take(packet, capacity);
    if (size >= 0) return static_cast<std::size_t>(size);
    if (deadline.passed()) return 0;
  }
}

bool DaemonSocket::is_quiet() const {
  char byte = 0;
  return recv(fd_, &byte, 1, MSG_DONTWAIT | MSG_PEEK) <= 0;
}

}  // namespace tessera::pam
