// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/support/temporary_directory.hpp"

namespace tessera::test {

/// A listening Unix socket of packets, as a service manager makes it.
int listen_at(const std::string& path, int backlog = 128);

/// The real tessera-courier on a socket of its own; ended with its object.
class CourierProgram {
 public:
  /// `gateways` is what stands below `gateways:`, with {dir} for the private directory; text goes to `text`.
  CourierProgram(std::string gateways, const std::string& text);
  ~CourierProgram();
  CourierProgram(const CourierProgram&) = delete;
  CourierProgram& operator=(const CourierProgram&) = delete;

  std::string socket() const { return directory_.file("courier.sock").string(); }
  /// The outbox's messages, oldest first.
  std::vector<std::string> messages(const std::string& outbox = "tray") const;

 private:
  TemporaryDirectory directory_;
  pid_t pid_ = -1;
};

/// Listens and treats each connection with a function, on a thread of its own, until it goes.
class CourierImpostor {
 public:
  explicit CourierImpostor(std::function<void(int connection)> treat);
  ~CourierImpostor();
  CourierImpostor(const CourierImpostor&) = delete;
  CourierImpostor& operator=(const CourierImpostor&) = delete;
  std::string socket() const { return directory_.file("courier.sock").string(); }

 private:
  struct Thread;
  TemporaryDirectory directory_;
  Thread* thread_;
};

}  // namespace tessera::test
