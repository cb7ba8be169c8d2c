// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <security/pam_modules.h>

#include <string_view>

#include "shared/protocol.hpp"

namespace tessera::pam {

/// What is told to the daemon about a prompt.
struct Outcome {
  MessageType message = MessageType::cancelled;  ///< answer, cancelled or cannot_converse
  std::string_view text;                         ///< of an answer: what may be forwarded
};

/// Sorts what a conversation brought: `conversed` as converse() says, `text` the person's or nullptr,
/// `first` true at a login's first prompt. The password and sshd's placeholder are never forwarded
/// what cannot be an answer becomes "?", which the daemon asks again without counting it.
Outcome sort_answer(pam_handle_t* pamh, bool conversed, const char* text, bool first);

/// True for the text that OpenSSH's sshd puts in place of every answer of a user whom it denies.
bool is_sshd_placeholder(std::string_view answer);

}  // namespace tessera::pam
