// SPDX-License-Identifier: Apache-2.0
// What one login remembers between its prompts. Only login.cpp and login_delivery.cpp include this.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/login.hpp"
#include "daemon/login_record.hpp"

namespace tessera {

/// Which prompt comes next.
enum class View { menu, code, again, app };

/// One person's login. login.cpp defines its members in the order in which things happen, login_delivery.cpp those
/// that send.
class LoginFlow {
 public:
  LoginFlow(const LoginPorts& ports, std::shared_ptr<const Config> config, LoginRequest request, Conversation& conversation)
      : ports_(ports),
        config_(std::move(config)),
        request_(std::move(request)),
        conversation_(conversation),
        record_(ports.store, ports.log, ports.clock, ports.stranger_log) {}

  Async<void> run();

 private:
  Async<void> pass();
  Async<void> prove();
  Async<void> act_on(Parsed answer);
  Async<void> enter();
  Async<void> choose(Parsed answer);
  void other_ways();
  void use_app(std::string notice);
  void lost_phone();
  Async<void> send(std::size_t way, std::optional<ChallengeId> replaces);
  Async<void> deliver(Way way, std::string code);
  Async<void> not_sent(SendRefusal refusal);
  Async<void> rescue();
  Async<void> resend();
  Async<void> check(std::string code);
  Async<void> judged(Checked checked);
  Async<void> wrong(Checked checked);
  Async<void> nothing_to_compare(bool app_unreadable);
  Async<void> refuse(Reason reason, std::string reference = {});

  std::string prompt();
  void again(std::string notice);
  JudgeApp judge_app(std::string_view typed) const;
  bool delivery_failed() const;
  bool can_type_a_code() const { return challenge_.has_value() || !seen_.state.outstanding.empty(); }

  const LoginPorts& ports_;
  std::shared_ptr<const Config> config_;
  LoginRequest request_;
  Conversation& conversation_;
  LoginRecord record_;

  Gathered seen_;
  ScreenContext screen_;
  View view_ = View::menu;
  std::string notice_;
  bool first_ = true;
  bool over_ = false;
  bool lost_ = false;                   ///< the app's code is out of reach, so every way sends
  std::optional<std::size_t> way_;      ///< the one that the code prompt is about
  std::optional<Challenge> challenge_;  ///< likewise
  std::shared_ptr<Dispatch> dispatch_;  ///< of challenge_, where this daemon sent it lately
  std::optional<Channel> failed_;       ///< the last channel that failed
  std::vector<Channel> tried_;
  unsigned wrong_ = 0;
  unsigned enters_ = 0;
  unsigned unread_ = 0;
};

}  // namespace tessera
