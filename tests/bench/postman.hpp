// SPDX-License-Identifier: Apache-2.0
// Brings codes from tesserad to the people of the benchmark, in a process of its own.
#pragma once

#include <sys/types.h>

#include <string>

#include "tests/bench/code_box.hpp"

namespace tessera::bench {

class Postman {
 public:
  Postman() = default;
  explicit Postman(pid_t pid) : pid_(pid) {}
  Postman(Postman&& other) noexcept : pid_(other.pid_) { other.pid_ = -1; }
  Postman& operator=(Postman&&) = delete;
  ~Postman();

 private:
  pid_t pid_ = -1;
};

/// Stands in for tessera-courier on its socket, which it takes over, and answers 'sent' at once. A code's time
/// is that of the daemon's request.
Postman stand_in_for_courier(const std::string& socket_path, const CodeBoxes& boxes);

/// Reads the datagrams of an `outbox` gateway, behind the real courier. A code's time is that of the message.
Postman read_outbox(const std::string& socket_path, const CodeBoxes& boxes);

}  // namespace tessera::bench
