// SPDX-License-Identifier: Apache-2.0
// AF_UNIX SOCK_SEQPACKET for the event loop: one message a packet, with a limit on size and time.
#pragma once

#include <sys/types.h>

#include <asio/generic/seq_packet_protocol.hpp>
#include <chrono>
#include <cstddef>
#include <string>

#include "daemon/ports/async.hpp"
#include "shared/codec.hpp"
#include "shared/result.hpp"

namespace tessera {

enum class SocketError {
  closed,     ///< the peer left
  too_long,   ///< a packet beyond the caller's limit: the connection is of no more use
  timed_out,
  unreachable,  ///< nobody listens, or not permitted
};

template <class T>
using Received = Result<T, SocketError>;

/// Who is at the other end, by SO_PEERCRED: never by what it says.
struct Peer {
  pid_t pid = 0;
  uid_t uid = 0;
  gid_t gid = 0;
};

using Deadline = std::chrono::steady_clock::time_point;

class Seqpacket {
 public:
  using Socket = asio::generic::seq_packet_protocol::socket;

  explicit Seqpacket(Socket socket) : socket_(std::move(socket)) {}

  /// Connects to a listening socket's path; does not block the loop.
  static Async<Received<Seqpacket>> connect(std::string path);

  Async<Received<std::string>> receive(std::size_t limit, Deadline until);
  Async<Received<void>> send(std::string packet, Deadline until);
  /// A packet or an end of file waits to be read, before anyone asked for it.
  bool has_input();
  Peer peer();

 private:
  Socket socket_;
};

/// A protocol message as a packet; empty when it breaks a bound.
template <class Message>
std::string to_packet(const Message& message) {
  std::string packet(Message::max_size, '\0');
  packet.resize(codec::encode(message, packet.data(), packet.size()));
  packet.shrink_to_fit();
  return packet;
}

}  // namespace tessera
