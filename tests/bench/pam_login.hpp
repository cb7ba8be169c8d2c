// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace tessera::bench {

/// What the person types at the prompt number `prompt`, from 0.
using Answers = std::function<std::string(unsigned prompt)>;

struct Stack {
  std::string directory;  ///< as pam_start_confdir takes it
  std::string service;
};

struct Timed {
  bool accepted = false;
  std::int64_t ns = 0;
};

struct Who {
  std::string user;
  std::string rhost;
};

/// One login as a program makes it, with a PAM handle of its own: start, authenticate, end.
Timed log_in(const Stack& stack, const Who& who, const Answers& answers);

}  // namespace tessera::bench
