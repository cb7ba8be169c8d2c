// SPDX-License-Identifier: Apache-2.0
// The caller's end of one of tesserad's sockets: blocking, with an end to every wait.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/service/descriptor.hpp"
#include "shared/codec.hpp"
#include "shared/result.hpp"

namespace tessera {

/// Why there is no connection: `error` is errno.
struct NoConnection {
  bool made = false;  ///< there was a socket to connect
  int error = 0;
};

/// AF_UNIX SOCK_SEQPACKET, one message a packet.
class PacketSocket {
 public:
  /// Each later wait ends after `limit`: a listener whose daemon is dead still takes connections.
  static Result<PacketSocket, NoConnection> connect(const std::string& path, std::chrono::seconds limit);

  /// False, with errno, when it was not taken.
  bool send_packet(std::string_view packet) const;
  /// A message of a protocol; false as well when it breaks a bound of it.
  template <class Message>
  bool send(const Message& message) const {
    std::string packet(Message::max_size, '\0');
    const std::size_t size = codec::encode(message, packet.data(), packet.size());
    return size > 0 && send_packet({packet.data(), size});
  }
  /// The next packet, in `room`: the rest of a longer one is lost. Nothing when the peer went away, or said nothing for
  /// too long.
  std::optional<std::string_view> receive(std::span<char> room) const;
  /// The same with room for `limit` bytes.
  std::optional<std::string> receive(std::size_t limit) const;

  /// The listener is root's, or the caller's own: by SO_PEERCRED, which names who called listen().
  bool has_trusted_listener() const;

 private:
  explicit PacketSocket(Descriptor socket) : socket_(std::move(socket)) {}
  Descriptor socket_;
};

}  // namespace tessera
