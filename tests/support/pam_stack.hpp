// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <security/pam_appl.h>

#include <optional>
#include <string>

#include "tests/support/scripted_conversation.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tessera::test {

/// A stack in which pam_authenticate returns the module's own result. libpam never returns PAM_IGNORE:
/// `ignored` stands for it.
inline constexpr char bare_stack[] =
    "auth [success=done ignore=ignore default=die] pam_tessera.so\n"
    "auth required pam_debug.so auth=cred_expired\n";
inline constexpr int ignored = PAM_CRED_EXPIRED;

/// The text of a shipped stack, etc/pam/NAME.
std::string shipped_stack(const std::string& name);

/// A private directory of PAM service files that needs no root. The first factor is libpam-wrapper's
/// pam_matrix in place of pam_unix; pam_tessera.so is the one that was built, with `module_arguments`
/// behind it. All else of `text` stands as it is; the host's common-* files that it includes are replaced by
/// lines that permit.
class PamStack {
 public:
  PamStack(std::string service, std::string text, const std::string& module_arguments);

  /// An account that the first factor knows.
  void add_user(const std::string& name, const std::string& password);
  const std::string& service() const { return service_; }
  std::string directory() const { return files_.path().string(); }
  /// The module's arguments for a daemon that runs as the test does.
  static std::string arguments(const std::string& socket, int timeout_s);

 private:
  TemporaryDirectory files_;
  std::string service_;
  std::string passwords_;
};

/// What a program tells PAM about a login.
struct PamItems {
  std::optional<std::string> user = "ana";
  std::optional<std::string> rhost, tty, ruser;
  std::optional<std::string> ssh_auth_info;  ///< in PAM's environment
};

/// One PAM transaction of a program over a stack.
class PamLogin {
 public:
  /// `conversation` may be null: a program that has none.
  PamLogin(const PamStack& stack, const PamItems& items, ScriptedConversation* conversation);
  ~PamLogin();
  PamLogin(const PamLogin&) = delete;
  PamLogin& operator=(const PamLogin&) = delete;

  int authenticate(int flags = 0) { return last_ = pam_authenticate(handle_, flags); }
  int open_session() { return last_ = pam_open_session(handle_, 0); }
  pam_handle_t* handle() { return handle_; }

 private:
  void set(int item, const std::optional<std::string>& value);
  pam_conv conversation_{};
  pam_handle_t* handle_ = nullptr;
  int last_ = PAM_SUCCESS;
};

}  // namespace tessera::test
