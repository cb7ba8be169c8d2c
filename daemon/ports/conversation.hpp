// SPDX-License-Identifier: Apache-2.0
// The person at the other end, as the PAM module relays them.
#pragma once

#include <string>

#include "daemon/ports/async.hpp"
#include "shared/protocol.hpp"

namespace tessera {

enum class ReplyKind {
  answer,
  cancelled,
  cannot_converse,
  gone,     ///< the peer left or broke the protocol: nobody is there to be told
  time_up,  ///< the login's deadline passed while waiting
};

struct Reply {
  ReplyKind kind = ReplyKind::gone;
  std::string text;  ///< of an answer
};

class Conversation {
 public:
  virtual ~Conversation() = default;
  virtual Async<Reply> ask(std::string text) = 0;
  virtual Async<void> tell(TellKind kind, std::string text) = 0;
  /// Ends the login. Nothing may follow.
  virtual Async<void> done(Verdict verdict) = 0;
};

}  // namespace tessera
