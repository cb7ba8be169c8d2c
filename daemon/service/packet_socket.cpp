// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/packet_socket.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tessera {

Result<PacketSocket, NoConnection> PacketSocket::connect(const std::string& path, std::chrono::seconds limit) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return std::unexpected(NoConnection{true, ENAMETOOLONG});
  std::memcpy(address.sun_path, path.data(), path.size());
  Descriptor made(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (made.get() < 0) return std::unexpected(NoConnection{false, errno});
  const timeval wait{limit.count(), 0};
  setsockopt(made.get(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  setsockopt(made.get(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  if (::connect(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return std::unexpected(NoConnection{true, errno});
  }
  return PacketSocket(std::move(made));
}

bool PacketSocket::send_packet(std::string_view packet) const {
  return ::send(socket_.get(), packet.data(), packet.size(), MSG_NOSIGNAL) >= 0;
}

std::optional<std::string_view> PacketSocket::receive(std::span<char> room) const {
  ssize_t size = 0;
  do {
    size = recv(socket_.get(), room.data(), room.size(), 0);
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return std::nullopt;
  return std::string_view(room.data(), static_cast<std::size_t>(size));
}

std::optional<std::string> PacketSocket::receive(std::size_t limit) const {
  std::string packet(limit, '\0');
  const auto received = receive(std::span(packet));
  if (!received) return std::nullopt;
  packet.resize(received->size());
  return packet;
}

bool PacketSocket::has_trusted_listener() const {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(socket_.get(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return false;
  return credentials.uid == 0 || credentials.uid == geteuid();
}

}  // namespace tessera
