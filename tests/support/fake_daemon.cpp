// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_daemon.hpp"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <utility>

namespace tessera::test {

int listen_seqpacket(const std::string& socket_path, int backlog) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_path.size() >= sizeof address.sun_path) throw std::length_error("socket path");
  memcpy(address.sun_path, socket_path.data(), socket_path.size());
  const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  const bool bound = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  if (!bound || listen(fd, backlog) != 0) throw std::runtime_error("cannot listen on " + socket_path);
  return fd;
}

std::optional<std::string> FakePeer::receive() {
  std::string packet(64 * 1024, '\0');
  const ssize_t size = recv(fd_, packet.data(), packet.size(), 0);
  if (size <= 0) return std::nullopt;
  packet.resize(static_cast<std::size_t>(size));
  received_.push_back(packet);
  return packet;
}

bool FakePeer::send(const std::string& packet) {
  return ::send(fd_, packet.data(), packet.size(), MSG_NOSIGNAL) >= 0;
}

void FakePeer::drain() {
  while (receive()) {
  }
}

FakeDaemon::FakeDaemon(const std::string& socket_path, Script script)
    : script_(std::move(script)), listener_(listen_seqpacket(socket_path, 8)), thread_([this] { serve(); }) {}

FakeDaemon::~FakeDaemon() {
  stop();
}

void FakeDaemon::stop() {
  if (!thread_.joinable()) return;
  shutdown(listener_, SHUT_RDWR);  // wakes accept()
  thread_.join();
  close(listener_);
}

void FakeDaemon::serve() {
  for (int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC); fd >= 0;
       fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) {
    ++connections_;
    FakePeer peer(fd);
    script_(peer);
    close(fd);
    received_.insert(received_.end(), peer.received().begin(), peer.received().end());
  }
}

std::vector<MessageType> FakeDaemon::received_types() const {
  std::vector<MessageType> types;
  for (const std::string& packet : received_) types.push_back(static_cast<MessageType>(packet[0]));
  return types;
}

}  // namespace tessera::test
