// SPDX-License-Identifier: Apache-2.0
#include "pam_module/answer.hpp"

#include "shared/text.hpp"

namespace tessera::pam {
namespace {

/// A program without prompts answers with the one secret that it has, the password. Whether it did is not known when
/// PAM does not say which one that is; then it must not be forwarded either.
bool may_be_password(pam_handle_t* pamh, std::string_view answer) {
  const void* item = nullptr;
  if (pam_get_item(pamh, PAM_AUTHTOK, &item) != PAM_SUCCESS) return true;
  return item != nullptr && !answer.empty() && answer == std::string_view(static_cast<const char*>(item));
}

bool can_be_forwarded(std::string_view answer) {
  return answer.size() <= max_answer && is_clean_text(answer, Lines::one);
}

}  // namespace

bool is_sshd_placeholder(std::string_view answer) {
  constexpr std::string_view junk = "\b\n\r\177INCORRECT";  // repeated to the length of the real answer
  std::size_t at = 0;
  for (const char c : answer) {
    if (c != junk.data()[at]) return false;
    at = (at + 1) % junk.size();
  }
  return !answer.empty();
}

Outcome sort_answer(pam_handle_t* pamh, bool conversed, const char* text, bool first) {
  if (!conversed) return {first ? MessageType::cannot_converse : MessageType::cancelled, {}};
  if (text == nullptr) return {MessageType::cancelled, {}};
  const std::string_view answer = text;
  if (may_be_password(pamh, answer) || is_sshd_placeholder(answer)) return {MessageType::cannot_converse, {}};
  return {MessageType::answer, can_be_forwarded(answer) ? answer : std::string_view("?")};
}

}  // namespace tessera::pam
