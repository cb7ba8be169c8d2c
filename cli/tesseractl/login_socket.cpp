// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/login_socket.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include "daemon/service/exit_codes.hpp"

namespace tessera::ctl {
namespace {

constexpr timeval longest_wait{20, 0};  // the module waits half as long

Outcome cannot_connect(const std::string& path, int error) {
  if (error == EACCES || error == EPERM) {
    return {exit_code::not_permitted, "not permitted to open " + path + "; run tesseractl as root"};
  }
  return {exit_code::daemon_away, "tesserad is not there: " + path + ": " + std::strerror(error) + "; see: systemctl status tesserad"};
}

}  // namespace

Result<LoginSocket, Outcome> LoginSocket::open(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return std::unexpected(cannot_connect(path, ENAMETOOLONG));
  std::memcpy(address.sun_path, path.data(), path.size());
  Descriptor made(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (made.get() < 0) return std::unexpected(Outcome{exit_code::system, std::string("no socket: ") + std::strerror(errno)});
  setsockopt(made.get(), SOL_SOCKET, SO_SNDTIMEO, &longest_wait, sizeof longest_wait);
  setsockopt(made.get(), SOL_SOCKET, SO_RCVTIMEO, &longest_wait, sizeof longest_wait);
  if (connect(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return std::unexpected(cannot_connect(path, errno));
  }
  return LoginSocket(std::move(made));
}

bool LoginSocket::send_packet(std::string_view packet) {
  return ::send(socket_.get(), packet.data(), packet.size(), MSG_NOSIGNAL) >= 0;
}

std::optional<std::string> LoginSocket::receive() {
  std::string packet(max_daemon_message + 1, '\0');
  ssize_t size = 0;
  do {
    size = recv(socket_.get(), packet.data(), packet.size(), 0);
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return std::nullopt;
  packet.resize(static_cast<std::size_t>(size));
  return packet;
}

}  // namespace tessera::ctl
