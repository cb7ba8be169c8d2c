// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

#include "helpers/directory/source.hpp"

namespace tessera {

using Deadline = std::chrono::steady_clock::time_point;

/// Starts a thread that nobody waits for. False when the system has none left.
bool start_thread(std::function<void()> body);

/// Calls that may hang, each on a thread of its own, at most `most` at once. An NSS module cannot be
/// interrupted: a call whose time is up is left behind, and its place stays taken until it returns.
class Workers {
 public:
  explicit Workers(unsigned most) : most_(most), state_(std::make_shared<State>()) {}

  /// Waits for the call's outcome until then. `failed` when the time is up, also while waiting for a place,
  /// and at once when every place is held by a call that was left behind. `call` must own what it uses.
  Outcome run(std::function<Outcome()> call, Deadline until);

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    unsigned running = 0;
    unsigned stuck = 0;  ///< of those running, the ones nobody waits for
  };
  struct Call;

  /// Empty when a place was taken, else why not.
  std::string take_place(Deadline until);
  static Outcome wait(const std::shared_ptr<State>& state, const std::shared_ptr<Call>& call, Deadline until);
  static void finish(const std::shared_ptr<State>& state, const std::shared_ptr<Call>& call, Outcome outcome);

  unsigned most_;
  std::shared_ptr<State> state_;
};

}  // namespace tessera
