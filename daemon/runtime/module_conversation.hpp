// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "daemon/core/types.hpp"
#include "daemon/ports/conversation.hpp"
#include "daemon/runtime/seqpacket.hpp"

namespace tessera {

/// Hello, with texts of its own.
struct Greeting {
  std::string service, user, rhost, tty, ssh_auth_info;
  bool session_opened = false;  ///< no login: a session has begun
  bool test = false;            ///< no login, but a trial of one
  milliseconds time_left{};
};

/// The PAM module at the other end of login.sock. What may arrive when is login_transitions; anything
/// else, and a message that nobody asked for, ends the connection.
class ModuleConversation : public Conversation {
 public:
  explicit ModuleConversation(Seqpacket connection) : connection_(std::move(connection)) {}

  /// Waits at most `limit` for Hello or SessionOpened. Nothing when the peer says something else.
  Async<std::optional<Greeting>> greet(milliseconds limit);
  /// Every later wait ends `left` from now at the latest.
  void set_time_left(milliseconds left) { deadline_ = std::chrono::steady_clock::now() + left; }

  Async<Reply> ask(std::string text) override;
  Async<void> tell(TellKind kind, std::string text) override;
  Async<void> done(Verdict verdict) override;

 protected:
  /// The state table of the socket: false when the message may not come or go now.
  virtual bool advances(MessageType type) { return advance(state_, type); }
  Async<bool> send(MessageType type, std::string packet);

  Seqpacket connection_;
  LoginState state_ = LoginState::greeting;

 private:
  Reply reply_in(const Received<std::string>& packet);
  Reply read_reply(const std::string& packet);

  Deadline deadline_{};
  bool gone_ = false;
};

}  // namespace tessera
