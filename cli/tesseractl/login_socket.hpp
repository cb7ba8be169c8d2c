// SPDX-License-Identifier: Apache-2.0
// The module's end of login.sock, for a trial.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/tesseractl/client.hpp"
#include "daemon/service/descriptor.hpp"
#include "shared/codec.hpp"
#include "shared/protocol.hpp"

namespace tessera::ctl {

class LoginSocket {
 public:
  /// 69 when nobody listens there, 77 when it is not the caller's to open.
  static Result<LoginSocket, Outcome> open(const std::string& path);

  template <class Message>
  bool send(const Message& message) {
    std::string packet(Message::max_size, '\0');
    const std::size_t size = codec::encode(message, packet.data(), packet.size());
    return size > 0 && send_packet({packet.data(), size});
  }
  /// Nothing at the end, and when it takes too long.
  std::optional<std::string> receive();

 private:
  explicit LoginSocket(Descriptor socket) : socket_(std::move(socket)) {}
  bool send_packet(std::string_view packet);
  Descriptor socket_;
};

}  // namespace tessera::ctl
