// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/ports/conversation.hpp"

namespace tessera::test {

/// Answers in order; keeps every screen. Once the script is used up the person has left.
class ScriptedPerson : public Conversation {
 public:
  using Line = std::function<Reply()>;

  void types(std::string answer) {
    script_.push_back([answer] { return Reply{ReplyKind::answer, answer}; });
  }
  /// The answer is made when it is asked for: a code that was only just sent, say.
  void types(std::function<std::string()> answer) {
    script_.push_back([answer] { return Reply{ReplyKind::answer, answer()}; });
  }
  void does(ReplyKind kind) {
    script_.push_back([kind] { return Reply{kind, {}}; });
  }

  Async<Reply> ask(std::string text) override {
    screens.push_back(std::move(text));
    if (script_.empty()) co_return Reply{ReplyKind::gone, {}};
    const Line line = std::move(script_.front());
    script_.pop_front();
    co_return line();
  }
  Async<void> tell(TellKind, std::string text) override {
    told.push_back(std::move(text));
    co_return;
  }
  Async<void> done(Verdict given) override {
    verdict = given;
    co_return;
  }

  std::vector<std::string> screens;
  std::vector<std::string> told;
  std::optional<Verdict> verdict;

 private:
  std::deque<Line> script_;
};

}  // namespace tessera::test
