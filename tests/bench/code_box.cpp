// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/code_box.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <stdexcept>

namespace tessera::bench {
namespace {

constexpr int wait_ms = 10'000;

}  // namespace

std::string account_name(std::uint32_t account) {
  char name[16];
  std::snprintf(name, sizeof name, "u%06u", account);
  return name;
}

std::uint32_t account_number(std::string_view name) {
  std::uint32_t number = 0;
  if (!name.empty()) std::from_chars(name.data() + 1, name.data() + name.size(), number);
  return number;
}

CodeBoxes::CodeBoxes(unsigned workers) : pipes_(workers) {
  for (Pipe& box : pipes_) {
    if (pipe2(box.ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
  }
}

void CodeBoxes::put(const SentCode& code) const {
  const int end = pipes_[code.account % pipes_.size()].ends[1];
  if (write(end, &code, sizeof code) != sizeof code) throw std::runtime_error("a code could not be put");
}

SentCode CodeBoxes::take(std::uint32_t account) const {
  const int end = pipes_[account % pipes_.size()].ends[0];
  for (;;) {
    pollfd wanted{end, POLLIN, 0};
    SentCode found;
    if (poll(&wanted, 1, wait_ms) != 1 || read(end, &found, sizeof found) != sizeof found) {
      throw std::runtime_error("no code came for " + account_name(account));
    }
    if (found.account == account) return found;
  }
}

}  // namespace tessera::bench
