// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>

#include "pam_module/deadline.hpp"
#include "pam_module/options.hpp"

namespace tessera::pam {

/// The connection to tesserad: SEQPACKET, close-on-exec, no SIGPIPE, closed on every path.
class DaemonSocket {
 public:
  DaemonSocket() = default;
  ~DaemonSocket();
  DaemonSocket(const DaemonSocket&) = delete;
  DaemonSocket& operator=(const DaemonSocket&) = delete;

  /// Connects within 2 s, also when nobody accepts, and checks who listens. nullptr, or what is wrong,
  /// for the log.
  const char* connect(const Options& options, Deadline deadline);

  /// Sends one packet within 2 s. False when the daemon is gone or does not read.
  bool send(const char* packet, std::size_t size);

  /// Waits for one packet. Its size; 0 when the daemon is gone, the deadline passes first, or the packet is
  /// longer than `capacity`.
  std::size_t receive(char* packet, std::size_t capacity, Deadline deadline);

  /// False when a packet has arrived and waits to be received.
  bool is_quiet() const;

 private:
  const char* check_peer(uid_t expected) const;
  ssize_t take(char* packet, std::size_t capacity) const;
  int fd_ = -1;
};

}  // namespace tessera::pam
