// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "daemon/ports/own_screens.hpp"
#include "daemon/runtime/module_conversation.hpp"
#include "shared/user_protocol.hpp"

namespace tessera {

/// Want, with a text of its own.
struct Wanted {
  user::Action action{};
  std::string ticket, channel;
};

/// `tessera` at the other end of user.sock; what may come when is user::transitions.
class UserConversation : public ModuleConversation, public OwnScreens {
 public:
  using ModuleConversation::ModuleConversation;

  /// Waits at most `limit` for Want. Nothing when the peer says something else.
  Async<std::optional<Wanted>> wanted(milliseconds limit);
  /// Each question may stay open for so long, however many there are.
  Async<Reply> ask(std::string text) override;

  Async<void> show(user::OwnStatus status) override;
  Async<void> show(user::OwnPlace place) override;
  Async<void> show(user::Seed seed) override;
  Async<void> show(user::BackupCodes codes) override;

 protected:
  bool advances(MessageType type) override { return advance(user::transitions, state_, type); }
};

}  // namespace tessera
