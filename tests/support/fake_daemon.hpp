// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "shared/codec.hpp"
#include "shared/protocol.hpp"

namespace tessera::test {

/// A message of shared/protocol.hpp as a packet.
template <class Message>
std::string packet_of(const Message& message) {
  std::string packet(Message::max_size, '\0');
  packet.resize(codec::encode(message, packet.data(), packet.size()));
  if (packet.empty()) throw std::invalid_argument("the message breaks a bound of the protocol");
  return packet;
}

/// One connection of a module, as the daemon sees it.
class FakePeer {
 public:
  explicit FakePeer(int fd) : fd_(fd) {}
  /// The next packet; none when the module has closed.
  std::optional<std::string> receive();
  /// False when the module has left.
  bool send(const std::string& packet);
  template <class Message>
  bool send(const Message& message) {
    return send(packet_of(message));
  }
  void ask(std::string_view text) { send(Ask{text}); }
  bool tell(TellKind kind, std::string_view text) { return send(Tell{kind, text}); }
  void done(Verdict verdict) { send(Done{verdict}); }
  /// Receives until the module closes.
  void drain();
  const std::vector<std::string>& received() const { return received_; }

 private:
  int fd_;
  std::vector<std::string> received_;
};

/// Stands in for tesserad on a socket of its own: one thread, one connection after another, each by `script`.
class FakeDaemon {
 public:
  using Script = std::function<void(FakePeer&)>;

  FakeDaemon(const std::string& socket_path, Script script);
  ~FakeDaemon();
  FakeDaemon(const FakeDaemon&) = delete;
  FakeDaemon& operator=(const FakeDaemon&) = delete;

  /// Waits for the connection being served to end, and takes no more; the figures below are final then.
  void stop();
  int connections() const { return connections_; }
  /// All packets of all connections, in order. After stop().
  const std::vector<std::string>& received() const { return received_; }
  /// The same as message types.
  std::vector<MessageType> received_types() const;

 private:
  void serve();

  Script script_;
  int listener_;
  std::atomic<int> connections_ = 0;
  std::vector<std::string> received_;
  std::thread thread_;
};

/// Binds a SEQPACKET socket that listens; nobody accepts. The descriptor is the caller's.
int listen_seqpacket(const std::string& socket_path, int backlog);

}  // namespace tessera::test
