// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <security/pam_modules.h>

namespace tessera::pam {

/// What a conversation brought back; wiped and freed when it goes.
class Reply {
 public:
  Reply() = default;
  ~Reply();
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;

  /// The person's answer, or nullptr when there is none.
  const char* text() const { return response_ == nullptr ? nullptr : response_->resp; }

 private:
  friend bool converse(pam_handle_t*, int, const char*, Reply&);
  pam_response* response_ = nullptr;
};

/// Shows one message of a PAM style (PAM_PROMPT_ECHO_ON, PAM_TEXT_INFO, PAM_ERROR_MSG). False when the
/// program has no conversation function or it failed. It cannot be interrupted: the caller looks at the
/// clock, and at PAM_USER, afterwards.
bool converse(pam_handle_t* pamh, int style, const char* text, Reply& reply);

}  // namespace tessera::pam
