// SPDX-License-Identifier: Apache-2.0
#include "cli/tessera/link.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "daemon/service/exit_codes.hpp"

namespace tessera::own {
namespace {

constexpr timeval longest_silence{20, 0};  // a listener whose daemon is dead still takes connections

Failure away(const std::string& why) {
  return {exit_code::daemon_away, "the second-step service on this host is not answering: " + why +
                                      ". Tell your administrator: systemctl status tesserad"};
}

/// SO_PEERCRED names who called listen().
bool is_trusted_listener(int fd) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return false;
  return credentials.uid == 0 || credentials.uid == geteuid();
}

}  // namespace

Result<Link, Failure> Link::open(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return std::unexpected(away(path + ": " + std::strerror(ENAMETOOLONG)));
  std::memcpy(address.sun_path, path.data(), path.size());
  Descriptor made(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (made.get() < 0) return std::unexpected(Failure{exit_code::system, std::string("no socket: ") + std::strerror(errno)});
  setsockopt(made.get(), SOL_SOCKET, SO_SNDTIMEO, &longest_silence, sizeof longest_silence);
  setsockopt(made.get(), SOL_SOCKET, SO_RCVTIMEO, &longest_silence, sizeof longest_silence);
  if (connect(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return std::unexpected(away(path + ": " + std::strerror(errno)));
  }
  if (!is_trusted_listener(made.get())) {
    return std::unexpected(Failure{exit_code::not_permitted, path + " is neither root's nor yours: nothing is typed into it"});
  }
  return Link(std::move(made));
}

bool Link::send_packet(std::string_view packet) {
  if (packet.empty()) return false;
  return ::send(socket_.get(), packet.data(), packet.size(), MSG_NOSIGNAL) >= 0;
}

std::optional<std::string> Link::receive() {
  std::string packet(max_daemon_message + 1, '\0');
  ssize_t size = 0;
  do {
    size = recv(socket_.get(), packet.data(), packet.size(), 0);
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return std::nullopt;
  packet.resize(static_cast<std::size_t>(size));
  return packet;
}

}  // namespace tessera::own
