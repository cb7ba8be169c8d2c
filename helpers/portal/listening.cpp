// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/listening.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>

namespace tessera {
namespace {

constexpr int backlog = 256;

union Address {
  sockaddr any;
  sockaddr_in four;
  sockaddr_in6 six;
  sockaddr_un local;
  sockaddr_storage whole;
};

std::string name_of(const PortalListen& place) {
  if (!place.socket.empty()) return place.socket;
  return (place.address.empty() ? "every address" : place.address) + ", port " + std::to_string(place.port);
}

std::string complaint(const PortalListen& place) {
  const int error = errno;
  std::string text = "cannot listen on " + name_of(place) + ": " + strerror(error);
  if (error == EACCES && place.port != 0 && place.port < 1024)
    text += "; a port below 1024 needs CAP_NET_BIND_SERVICE, see tessera-portal(8)";
  return text;
}

/// The place as an address, and its size.
socklen_t fill(Address& address, const PortalListen& place) {
  address.whole = {};
  if (!place.socket.empty()) {
    address.local.sun_family = AF_UNIX;
    place.socket.copy(address.local.sun_path, sizeof address.local.sun_path - 1);
    return sizeof address.local;
  }
  if (inet_pton(AF_INET, place.address.c_str(), &address.four.sin_addr) == 1) {
    address.four.sin_family = AF_INET;
    address.four.sin_port = htons(static_cast<std::uint16_t>(place.port));
    return sizeof address.four;
  }
  if (!place.address.empty()) inet_pton(AF_INET6, place.address.c_str(), &address.six.sin6_addr);
  address.six.sin6_family = AF_INET6;
  address.six.sin6_port = htons(static_cast<std::uint16_t>(place.port));
  return sizeof address.six;
}

bool is_stale_socket(const std::string& path) {
  struct stat info {};
  return lstat(path.c_str(), &info) == 0 && S_ISSOCK(info.st_mode);
}

Result<Descriptor, std::string> open_at(const PortalListen& place) {
  Address address;
  const socklen_t size = fill(address, place);
  Descriptor listener(socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1, off = 0;
  if (address.any.sa_family != AF_UNIX) setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.any.sa_family == AF_INET6)
    setsockopt(listener.get(), IPPROTO_IPV6, IPV6_V6ONLY, place.address.empty() ? &off : &on, sizeof on);
  if (!place.socket.empty() && is_stale_socket(place.socket)) unlink(place.socket.c_str());
  if (bind(listener.get(), &address.any, size) != 0) return std::unexpected(complaint(place));
  if (!place.socket.empty()) chmod(place.socket.c_str(), 0666);
  if (listen(listener.get(), backlog) != 0) return std::unexpected(complaint(place));
  return listener;
}

}  // namespace

Result<Descriptor, std::string> listen_at(const PortalListen& place) {
  auto listener = open_at(place);
  if (listener || !place.address.empty() || !place.socket.empty()) return listener;
  auto without_six = open_at({"0.0.0.0", place.port, {}});  // a host without IPv6
  return without_six ? std::move(without_six) : std::move(listener);
}

std::string peer_address(int connection) {
  Address address;
  socklen_t size = sizeof address;
  char text[INET6_ADDRSTRLEN];
  if (getpeername(connection, &address.any, &size) != 0) return {};
  if (address.any.sa_family == AF_INET) return inet_ntop(AF_INET, &address.four.sin_addr, text, sizeof text);
  if (address.any.sa_family != AF_INET6) return {};
  const in6_addr& six = address.six.sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&six)) return inet_ntop(AF_INET, &six.s6_addr[12], text, sizeof text);
  return inet_ntop(AF_INET6, &six, text, sizeof text);
}

}  // namespace tessera
