// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/pam_login.hpp"

#include <security/pam_appl.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/clock.hpp"

namespace tessera::bench {
namespace {

struct Person {
  const Answers& answers;
  unsigned prompts = 0;
};

bool is_prompt(const pam_message& message) {
  return message.msg_style == PAM_PROMPT_ECHO_ON || message.msg_style == PAM_PROMPT_ECHO_OFF;
}

int converse(int count, const pam_message** messages, pam_response** responses, void* data) {
  auto* person = static_cast<Person*>(data);
  auto* replies = static_cast<pam_response*>(calloc(static_cast<std::size_t>(count), sizeof(pam_response)));
  for (int i = 0; i < count; ++i) {
    if (is_prompt(*messages[i])) replies[i].resp = strdup(person->answers(person->prompts++).c_str());
  }
  *responses = replies;
  return PAM_SUCCESS;
}

}  // namespace

Timed log_in(const Stack& stack, const Who& who, const Answers& answers) {
  Person person{answers};
  const pam_conv conversation{converse, &person};
  pam_handle_t* handle = nullptr;
  const std::int64_t begin = now_ns();
  int result =
      pam_start_confdir(stack.service.c_str(), who.user.c_str(), &conversation, stack.directory.c_str(), &handle);
  if (result == PAM_SUCCESS) result = pam_set_item(handle, PAM_RHOST, who.rhost.c_str());
  if (result == PAM_SUCCESS) result = pam_authenticate(handle, 0);
  if (handle != nullptr) pam_end(handle, result);
  return {result == PAM_SUCCESS, now_ns() - begin};
}

}  // namespace tessera::bench
