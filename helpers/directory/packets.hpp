// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>

#include <array>

#include "shared/codec.hpp"

namespace tessera {

/// A peer that reads nothing is not waited for.
template <class Message>
void send_message(int connection, const Message& message) {
  std::array<char, Message::max_size> packet;
  const std::size_t size = codec::encode(message, packet.data(), packet.size());
  if (size > 0) (void)send(connection, packet.data(), size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

}  // namespace tessera
