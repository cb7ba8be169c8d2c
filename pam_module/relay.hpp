// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <security/pam_modules.h>

#include "pam_module/daemon_socket.hpp"
#include "pam_module/deadline.hpp"
#include "pam_module/options.hpp"
#include "shared/protocol.hpp"

namespace tessera::pam {

/// One login: shows what the daemon says, gives back what the person types, and ends with the daemon's
/// verdict. It decides nothing.
class Relay {
 public:
  Relay(pam_handle_t* pamh, const Options& options);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  /// The result of pam_sm_authenticate, within `options.timeout_s` but for the time that a conversation
  /// takes. PAM_ABORT when `hello` breaks a bound of shared/protocol.hpp or PAM_USER changes.
  int run(Hello hello);

 private:
  enum class Step { go_on, end };  ///< after `end` result_ stands

  Step open(Hello& hello);
  Step next_message();
  Step on_ask(std::size_t size);
  Step on_tell(std::size_t size);
  Step on_done(std::size_t size);
  Step answer(bool conversed, const char* text);
  template <class Message>
  Step send(const Message& message);

  Step not_answering(const char* why);
  Step time_is_up();
  Step user_changed();
  void show(int style, const char* text);
  bool is_same_user() const;
  void wait_for_reply();

  pam_handle_t* pamh_;
  const Options& options_;
  const Deadline end_;  ///< of the login
  Deadline reply_;      ///< of the daemon's next message
  DaemonSocket daemon_;
  LoginState state_ = LoginState::greeting;
  bool first_ask_ = true;
  bool silent_ = false;
  int result_ = PAM_ABORT;
  char user_[max_account_name + 1] = {};
  char packet_[max_hello_message];  ///< received and sent messages; wiped after each Answer and at the end
};

}  // namespace tessera::pam
