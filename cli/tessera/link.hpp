// SPDX-License-Identifier: Apache-2.0
// The caller's end of user.sock.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "daemon/service/packet_socket.hpp"
#include "shared/protocol.hpp"

namespace tessera::own {

/// What to exit with, and a sentence.
struct Failure {
  int exit = 0;
  std::string sentence;
};

class Link {
 public:
  /// 69 when nobody listens at `path`; a listener that is neither root nor the caller is not spoken to.
  static Result<Link, Failure> open(const std::string& path);

  template <class Message>
  bool send(const Message& message) {
    return socket_.send(message);
  }
  /// The next packet. Nothing when tesserad went away, or said nothing for too long.
  std::optional<std::string> receive() { return socket_.receive(max_daemon_message + 1); }

 private:
  explicit Link(PacketSocket socket) : socket_(std::move(socket)) {}

  PacketSocket socket_;
};

}  // namespace tessera::own
