// SPDX-License-Identifier: Apache-2.0
// What one login remembers between its prompts. Only login.cpp includes this.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/login.hpp"
#include "daemon/login_record.hpp"
#include "daemon/screen_context.hpp"

namespace tessera {

/// Which prompt comes next.
enum class View { menu, code, again };

/// One person's login. login.cpp defines its members in the order in which things happen.
class LoginFlow {
 public:
  LoginFlow(const LoginPorts& ports, std::shared_ptr<const Config> config, Conversation& conversation)
      : ports_(ports),
        config_(std::move(config)),
        conversation_(conversation),
        record_(ports.store, ports.log, ports.clock, ports.stranger_log, key_) {}

  Async<void> look_up(const LoginRequest& request);
  Async<void> run();

 private:
  Async<void> pass();
  Async<void> prove();
  Async<void> act_on(Parsed answer);
  Async<void> enter();
  Async<void> choose(Parsed answer);
  Async<void> send(std::size_t way, std::optional<ChallengeId> replaces);
  Async<void> deliver(Way way, std::string code);
  Async<void> not_sent(SendRefusal refusal);
  Async<void> rescue();
  Async<void> resend();
  Async<void> check(std::string code);
  Async<void> judged(Checked checked);
  Async<void> refuse(Reason reason, std::string reference = {});

  std::string prompt();
  void again(std::string notice);
  bool delivery_failed() const;
  bool can_type_a_code() const { return sent_.has_value() || code_waits_; }
  ScreenContext screen() const { return screen_context(*config_, key_, express_, ports_.local_time); }

  const LoginPorts& ports_;
  std::shared_ptr<const Config> config_;
  Conversation& conversation_;
  LoginRecord record_;

  // What look_up() found. A thousand logins may wait for their person: what only led to the decision is not kept.
  Decision decision_;
  LoginKey key_;
  std::vector<Way> ways_;
  bool express_ = false;
  bool code_waits_ = false;  ///< one that was sent before this login
  unsigned failures_ = 0;    ///< of the account, the newest that is known; likewise:
  std::optional<TimePoint> locked_until_;

  View view_ = View::menu;
  std::string notice_;
  bool first_ = true;
  bool over_ = false;
  std::optional<std::size_t> way_;      ///< the one that the code prompt is about
  std::optional<SentCode> sent_;        ///< likewise
  std::shared_ptr<Dispatch> dispatch_;  ///< of sent_, where this daemon sent it lately
  std::optional<Channel> failed_;       ///< the last channel that failed
  std::vector<Channel> tried_;
  unsigned wrong_ = 0;
  unsigned enters_ = 0;
  unsigned unread_ = 0;
};

}  // namespace tessera
