// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/types.h>
#include <sys/types.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "daemon/service/descriptor.hpp"

namespace tessera {

/// One browser's connection, with or without TLS. However slowly the other end reads or writes, receiving the
/// request and sending the answer each end at a moment that is fixed when they begin.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t max_request = 24 * 1024;  ///< headers and body together
  static constexpr std::chrono::seconds to_receive{10};
  static constexpr std::chrono::seconds to_send{10};

  /// The socket does not block. `peer` is the address at the other end, empty for a web server in front.
  Connection(Descriptor socket, std::string peer, Clock::time_point since = Clock::now());
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The server's side of a handshake; false when it fails or takes too long.
  bool start_tls(SSL_CTX* context);

  /// As read(2) and write(2), but -1 for everything that ends the connection: an error, time that is up, a
  /// request that is too large.
  ssize_t read(char* to, std::size_t size);
  ssize_t write(const char* from, std::size_t size);

  /// Says goodbye and waits a moment for the other end to do so, lest unread bytes cut off the answer.
  void finish();

  const std::string& peer() const { return peer_; }

 private:
  enum class Wanted { read, write };
  struct FreeTls {
    void operator()(SSL* tls) const;
  };

  ssize_t receive(char* to, std::size_t size);
  bool wait_for(Wanted wanted, Clock::time_point until) const;
  /// After an operation of OpenSSL: true when it is to be tried again.
  bool may_retry(int result, Clock::time_point until);

  Descriptor socket_;
  std::string peer_;
  std::unique_ptr<SSL, FreeTls> tls_;
  Clock::time_point receive_until_;
  Clock::time_point send_until_{};  ///< not yet begun
  std::array<char, 4096> buffer_;
  std::size_t begin_ = 0, end_ = 0;  ///< what of the buffer is not yet read
  std::size_t received_ = 0;
};

}  // namespace tessera
