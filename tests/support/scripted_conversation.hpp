// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <security/pam_appl.h>

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tessera::test {

/// What a program does with one prompt.
struct Given {
  int status = PAM_SUCCESS;         ///< what the conversation function returns
  std::optional<std::string> text;  ///< the answer; none is a NULL reply
  std::function<void()> before;     ///< runs while the prompt is open
};

/// One message that the stack had shown.
struct Shown {
  int style = 0;
  std::string text;
};

/// A program's side of a PAM conversation: answers prompts by its script, and fails when that has run out.
class ScriptedConversation {
 public:
  ScriptedConversation& answer(std::string text);
  ScriptedConversation& no_answer();
  ScriptedConversation& fail();
  ScriptedConversation& give(Given given);
  /// Runs whenever something is shown, a prompt or a mere message.
  void on_message(std::function<void()> hook) { on_message_ = std::move(hook); }

  pam_conv pam() { return {&ScriptedConversation::converse, this}; }
  const std::vector<Shown>& shown() const { return shown_; }
  /// The texts that were shown in this style, in order.
  std::vector<std::string> shown(int style) const;
  /// The most messages that one call of the conversation function carried.
  int most_messages() const { return most_messages_; }

 private:
  static int converse(int count, const pam_message** messages, pam_response** responses, void* self);
  int reply(int count, const pam_message** messages, pam_response* replies);
  int prompt(pam_response& reply);

  std::deque<Given> script_;
  std::function<void()> on_message_;
  std::vector<Shown> shown_;
  int most_messages_ = 0;
};

}  // namespace tessera::test
