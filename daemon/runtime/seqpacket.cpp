// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime/seqpacket.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "daemon/runtime/async.hpp"

namespace tessera {
namespace {

/// Ends the socket's wait at a time, as long as it lives.
class Alarm {
 public:
  Alarm(Seqpacket::Socket& socket, Deadline at) : timer_(socket.get_executor(), at), rang_(std::make_shared<bool>()) {
    timer_.async_wait([&socket, rang = rang_](const asio::error_code& error) {
      if (error || *rang) return;
      *rang = true;
      asio::error_code ignored;
      socket.cancel(ignored);
    });
  }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm() { stop(); }
  /// True when it has rung; it will not ring any more.
  bool stop() {
    const bool rang = *rang_;
    *rang_ = true;  // an expiry that is queued already must not touch the socket
    timer_.cancel();
    return rang;
  }

 private:
  Timer timer_;
  std::shared_ptr<bool> rang_;
};

std::optional<SocketError> error_of_wait(bool rang, const asio::error_code& error) {
  if (rang) return SocketError::timed_out;
  if (error) return SocketError::closed;
  return std::nullopt;
}

/// Waits until the socket can be read or written.
Async<std::optional<SocketError>> ready(Seqpacket::Socket& socket, Seqpacket::Socket::wait_type what, Deadline until) {
  Alarm alarm(socket, until);
  asio::error_code error;
  co_await socket.async_wait(what, asio::redirect_error(use_awaitable, error));
  co_return error_of_wait(alarm.stop(), error);
}

/// What waits to be read; nothing when it is not there after all. The room for the largest packet is the stack's:
/// it is held by no coroutine, and leaves no holes in the heap.
std::optional<Received<std::string>> read_packet(int fd, std::size_t limit) {
  std::array<char, Seqpacket::largest_packet> packet;
  iovec part{packet.data(), std::min(limit, packet.size())};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  const ssize_t size = recvmsg(fd, &header, MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
  if (size <= 0) return std::unexpected(SocketError::closed);
  if (header.msg_flags & MSG_TRUNC) return std::unexpected(SocketError::too_long);
  std::string received(packet.data(), static_cast<std::size_t>(size));
  explicit_bzero(packet.data(), received.size());  // a seed may be in it
  return received;
}

}  // namespace

Async<Received<Seqpacket>> Seqpacket::connect(std::string path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) co_return std::unexpected(SocketError::unreachable);
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) co_return std::unexpected(SocketError::unreachable);
  Socket connected(co_await asio::this_coro::executor);
  asio::error_code error;
  connected.assign(asio::generic::seq_packet_protocol(AF_UNIX, 0), fd, error);
  if (error) {
    close(fd);
    co_return std::unexpected(SocketError::unreachable);
  }
  // A Unix socket connects at once or, with a full backlog, not at all: EAGAIN counts as unreachable.
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    co_return std::unexpected(SocketError::unreachable);
  }
  co_return Seqpacket(std::move(connected));
}

Async<Received<std::string>> Seqpacket::receive(std::size_t limit, Deadline until) {
  for (;;) {
    if (const auto error = co_await ready(socket_, Socket::wait_read, until)) co_return std::unexpected(*error);
    auto packet = read_packet(socket_.native_handle(), limit);
    if (packet) co_return std::move(*packet);
  }
}

Async<Received<void>> Seqpacket::send(std::string packet, Deadline until) {
  for (;;) {
    const ssize_t size = ::send(socket_.native_handle(), packet.data(), packet.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size >= 0) co_return Received<void>();
    if (errno == EINTR) continue;
    if (errno != EAGAIN) co_return std::unexpected(SocketError::closed);
    if (const auto error = co_await ready(socket_, Socket::wait_write, until)) co_return std::unexpected(*error);
  }
}

bool Seqpacket::has_input() {
  pollfd wanted{socket_.native_handle(), POLLIN, 0};
  return poll(&wanted, 1, 0) > 0;
}

bool Seqpacket::is_left() {
  pollfd wanted{socket_.native_handle(), 0, 0};
  return poll(&wanted, 1, 0) > 0 && (wanted.revents & (POLLHUP | POLLERR)) != 0;
}

Peer Seqpacket::peer() {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(socket_.native_handle(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
    return {0, static_cast<uid_t>(-1), static_cast<gid_t>(-1)};
  }
  return {credentials.pid, credentials.uid, credentials.gid};
}

}  // namespace tessera
