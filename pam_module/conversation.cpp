// SPDX-License-Identifier: Apache-2.0
#include "pam_module/conversation.hpp"

#include <stdlib.h>
#include <string.h>

namespace tessera::pam {

Reply::~Reply() {
  if (response_ == nullptr) return;
  if (response_->resp != nullptr) {
    explicit_bzero(response_->resp, strlen(response_->resp));
    free(response_->resp);
  }
  free(response_);
}

bool converse(pam_handle_t* pamh, int style, const char* text, Reply& reply) {
  const void* item = nullptr;
  if (pam_get_item(pamh, PAM_CONV, &item) != PAM_SUCCESS || item == nullptr) return false;
  const auto* conversation = static_cast<const pam_conv*>(item);
  if (conversation->conv == nullptr) return false;
  const pam_message message = {style, text};
  const pam_message* messages = &message;
  pam_response* response = nullptr;
  // After an error `response` means nothing: programs differ in whether they have freed it.
  if (conversation->conv(1, &messages, &response, conversation->appdata_ptr) != PAM_SUCCESS) return false;
  reply.response_ = response;
  return true;
}

}  // namespace tessera::pam
