// SPDX-License-Identifier: Apache-2.0
#include "pam_module/greeting.hpp"

#include "shared/text.hpp"

namespace tessera::pam {
namespace {

/// Which keys sshd has proven: from PAM's environment, never the process's. What does not fit is left
/// out and the place is unknown, since a long certificate must not end a login.
std::string_view ssh_auth_info(pam_handle_t* pamh) {
  const char* value = pam_getenv(pamh, "SSH_AUTH_INFO_0");
  const std::string_view info = value == nullptr ? "" : value;
  return info.size() <= max_ssh_auth_info && is_clean_text(info, Lines::many) ? info : std::string_view();
}

}  // namespace

std::string_view item_text(pam_handle_t* pamh, int item) {
  const void* value = nullptr;
  if (pam_get_item(pamh, item, &value) != PAM_SUCCESS || value == nullptr) return {};
  return static_cast<const char*>(value);
}

Hello read_greeting(pam_handle_t* pamh, int flags) {
  Hello hello;
  hello.service = item_text(pamh, PAM_SERVICE);
  hello.user = item_text(pamh, PAM_USER);
  hello.rhost = item_text(pamh, PAM_RHOST);
  hello.tty = item_text(pamh, PAM_TTY);
  hello.ruser = item_text(pamh, PAM_RUSER);
  hello.ssh_auth_info = ssh_auth_info(pamh);
  hello.flags = (flags & PAM_SILENT) != 0 ? Hello::silent : 0;
  return hello;
}

}  // namespace tessera::pam
