// SPDX-License-Identifier: Apache-2.0
// AF_UNIX SOCK_SEQPACKET for the event loop: one message a packet, with a limit on size and time.
#pragma once

#include <string.h>
#include <sys/types.h>

#include <array>
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
  using Socket = asio::basic_seq_packet_socket<asio::generic::seq_packet_protocol, Executor>;

  static constexpr std::size_t largest_packet = 64 * 1024;

  explicit Seqpacket(Socket socket) : socket_(std::move(socket)) {}

  /// Connects to a listening socket's path; does not block the loop.
  static Async<Received<Seqpacket>> connect(std::string path);

  /// `limit` is at most largest_packet.
  Async<Received<std::string>> receive(std::size_t limit, Deadline until);
  Async<Received<void>> send(std::string packet, Deadline until);
  /// A packet or an end of file waits to be read, before anyone asked for it.
  bool has_input();
  /// The peer has closed its end; that it sends no more is not enough.
  bool is_left();
  Peer peer();

 private:
  Socket socket_;
};

/// A protocol message as a packet; empty when it breaks a bound.
template <class Message>
std::string to_packet(const Message& message) {
  std::array<char, Seqpacket::largest_packet> room;  // the stack's, not the heap's
  static_assert(Message::max_size <= room.size());
  std::string packet(room.data(), codec::encode(message, room.data(), Message::max_size));
  explicit_bzero(room.data(), packet.size());  // a seed may be in it
  return packet;
}

}  // namespace tessera
