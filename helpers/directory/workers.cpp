// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/workers.hpp"

#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace tessera {

struct Workers::Call {
  std::function<Outcome()> body;
  std::optional<Outcome> outcome;
  bool left_behind = false;
};

bool start_thread(std::function<void()> body) {
  try {
    std::thread(std::move(body)).detach();
    return true;
  } catch (const std::system_error&) {  // the only way in which std::thread says 'no more threads'
    return false;
  }
}

std::string Workers::take_place(Deadline until) {
  std::unique_lock lock(state_->mutex);
  const auto decided = [this] { return state_->running < most_ || state_->stuck == most_; };
  if (!state_->changed.wait_until(lock, until, decided)) return "was not asked: no worker was free in time";
  if (state_->running == most_) return "was not asked: every worker waits for a source that does not answer";
  ++state_->running;
  return {};
}

void Workers::finish(const std::shared_ptr<State>& state, const std::shared_ptr<Call>& call,
                     Outcome outcome) {
  const std::lock_guard lock(state->mutex);
  call->outcome = std::move(outcome);
  --state->running;
  if (call->left_behind) --state->stuck;
  state->changed.notify_all();
}

Outcome Workers::wait(const std::shared_ptr<State>& state, const std::shared_ptr<Call>& call,
                      Deadline until) {
  std::unique_lock lock(state->mutex);
  const auto finished = [&call] { return call->outcome.has_value(); };
  if (state->changed.wait_until(lock, until, finished)) return std::move(*call->outcome);
  call->left_behind = true;
  ++state->stuck;
  state->changed.notify_all();
  return failed("did not answer in time");
}

Outcome Workers::run(std::function<Outcome()> body, Deadline until) {
  if (std::string problem = take_place(until); !problem.empty()) return failed(std::move(problem));
  const auto call = std::make_shared<Call>();
  call->body = std::move(body);
  const bool started = start_thread([state = state_, call] { finish(state, call, call->body()); });
  if (!started) finish(state_, call, failed("was not asked: the system has no thread left"));
  return wait(state_, call, until);
}

}  // namespace tessera
