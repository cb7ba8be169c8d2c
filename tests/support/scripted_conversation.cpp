// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scripted_conversation.hpp"

#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <utility>

namespace tessera::test {

ScriptedConversation& ScriptedConversation::give(Given given) {
  script_.push_back(std::move(given));
  return *this;
}

ScriptedConversation& ScriptedConversation::answer(std::string text) {
  return give({PAM_SUCCESS, std::move(text), {}});
}

ScriptedConversation& ScriptedConversation::no_answer() {
  return give({PAM_SUCCESS, {}, {}});
}

ScriptedConversation& ScriptedConversation::fail() {
  return give({PAM_CONV_ERR, {}, {}});
}

std::vector<std::string> ScriptedConversation::shown(int style) const {
  std::vector<std::string> texts;
  for (const Shown& message : shown_) {
    if (message.style == style) texts.push_back(message.text);
  }
  return texts;
}

int ScriptedConversation::converse(int count, const pam_message** messages, pam_response** responses,
                                   void* self) {
  auto* replies = static_cast<pam_response*>(calloc(static_cast<std::size_t>(count), sizeof(pam_response)));
  const int status = static_cast<ScriptedConversation*>(self)->reply(count, messages, replies);
  if (status != PAM_SUCCESS) {
    for (int i = 0; i < count; ++i) free(replies[i].resp);
    free(replies);
    return status;
  }
  *responses = replies;
  return PAM_SUCCESS;
}

int ScriptedConversation::reply(int count, const pam_message** messages, pam_response* replies) {
  most_messages_ = std::max(most_messages_, count);
  for (int i = 0; i < count; ++i) {
    const int style = messages[i]->msg_style;
    shown_.push_back({style, messages[i]->msg});
    if (on_message_) on_message_();
    const bool asks = style == PAM_PROMPT_ECHO_ON || style == PAM_PROMPT_ECHO_OFF;
    const int status = asks ? prompt(replies[i]) : PAM_SUCCESS;
    if (status != PAM_SUCCESS) return status;
  }
  return PAM_SUCCESS;
}

int ScriptedConversation::prompt(pam_response& reply) {
  if (script_.empty()) return PAM_CONV_ERR;
  const Given given = std::move(script_.front());
  script_.pop_front();
  if (given.before) given.before();
  if (given.text) reply.resp = strdup(given.text->c_str());
  return given.status;
}

}  // namespace tessera::test
