// SPDX-License-Identifier: Apache-2.0
// Where a person finds the code that was sent: one box a worker, filled by another process.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::bench {

struct SentCode {
  std::uint32_t account = 0;
  std::int64_t at_ns = 0;  ///< when the request, or the message, was in the postman's hands
  char code[12] = {};
};

/// "u000042", and back.
std::string account_name(std::uint32_t account);
std::uint32_t account_number(std::string_view name);

/// Pipes, so that processes that were forked share them. Account n belongs to worker n modulo their number.
class CodeBoxes {
 public:
  explicit CodeBoxes(unsigned workers);
  void put(const SentCode& code) const;
  /// Waits for a code of this account; older ones of others are dropped. At most 10 s.
  SentCode take(std::uint32_t account) const;

 private:
  struct Pipe {
    int ends[2];
  };
  std::vector<Pipe> pipes_;
};

}  // namespace tessera::bench
