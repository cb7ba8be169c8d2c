// SPDX-License-Identifier: Apache-2.0
// The caller's end of user.sock: blocking, with an end to every wait.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "daemon/service/descriptor.hpp"
#include "shared/codec.hpp"
#include "shared/protocol.hpp"
#include "shared/result.hpp"

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
    std::array<char, Message::max_size> packet;
    return send_packet({packet.data(), codec::encode(message, packet.data(), packet.size())});
  }
  /// The next packet. Nothing when tesserad went away, or said nothing for too long.
  std::optional<std::string> receive();

 private:
  explicit Link(Descriptor socket) : socket_(std::move(socket)) {}
  bool send_packet(std::string_view packet);

  Descriptor socket_;
};

}  // namespace tessera::own
