// SPDX-License-Identifier: Apache-2.0
// Runs coroutines of the ports to their end, so that a test reads like a list of calls.
#pragma once

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/runtime/async.hpp"

namespace tessera {

/// A loop, ready to run. Each depth of nested runs has one for the whole program: a store's thread may still be
/// inside asio::post() when its answer has ended the run, so a loop must outlive that thread.
class LoopTurn {
 public:
  LoopTurn() : depth_(running()++) {
    while (loops().size() <= depth_) loops().push_back(std::make_unique<asio::io_context>());
    loop().restart();
  }
  LoopTurn(const LoopTurn&) = delete;
  LoopTurn& operator=(const LoopTurn&) = delete;
  ~LoopTurn() { --running(); }
  asio::io_context& loop() { return *loops()[depth_]; }

 private:
  static std::size_t& running() {
    static std::size_t depth = 0;
    return depth;
  }
  static std::vector<std::unique_ptr<asio::io_context>>& loops() {
    static std::vector<std::unique_ptr<asio::io_context>> all;
    return all;
  }
  std::size_t depth_;
};

/// Runs one coroutine to its end and returns its value.
template <class T>
T run_async(Async<T> coroutine) {
  LoopTurn turn;
  asio::io_context& loop = turn.loop();
  std::optional<T> result;
  asio::co_spawn(loop, std::move(coroutine), [&result](std::exception_ptr error, T value) {
    if (error) std::rethrow_exception(error);
    result.emplace(std::move(value));
  });
  loop.run();
  return std::move(result).value();
}

inline void run_async(Async<void> coroutine) {
  LoopTurn turn;
  asio::io_context& loop = turn.loop();
  asio::co_spawn(loop, std::move(coroutine), [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  });
  loop.run();
}

/// Starts all of them before the first may end, as simultaneous logins do; values are in the same order.
template <class T>
std::vector<T> run_together(std::vector<Async<T>> coroutines) {
  LoopTurn turn;
  asio::io_context& loop = turn.loop();
  std::vector<std::optional<T>> results(coroutines.size());
  for (std::size_t i = 0; i < coroutines.size(); ++i) {
    asio::co_spawn(loop, std::move(coroutines[i]), [&results, i](std::exception_ptr error, T value) {
      if (error) std::rethrow_exception(error);
      results[i].emplace(std::move(value));
    });
  }
  loop.run();
  std::vector<T> values;
  for (std::optional<T>& result : results) values.push_back(std::move(result).value());
  return values;
}

}  // namespace tessera
