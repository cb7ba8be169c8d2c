// SPDX-License-Identifier: Apache-2.0
// Runs coroutines of the ports to their end, so that a test reads like a list of calls.
#pragma once

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/runtime/async.hpp"

namespace tessera {

/// One loop for all, ready to run again: a store's thread may still be inside asio::post() when its answer has
/// ended the run, so the loop must outlive that thread.
inline asio::io_context& test_loop() {
  static asio::io_context loop;
  loop.restart();
  return loop;
}

/// Runs one coroutine to its end and returns its value.
template <class T>
T run_async(Async<T> coroutine) {
  asio::io_context& loop = test_loop();
  std::optional<T> result;
  asio::co_spawn(loop, std::move(coroutine), [&result](std::exception_ptr error, T value) {
    if (error) std::rethrow_exception(error);
    result.emplace(std::move(value));
  });
  loop.run();
  return std::move(result).value();
}

inline void run_async(Async<void> coroutine) {
  asio::io_context& loop = test_loop();
  asio::co_spawn(loop, std::move(coroutine), [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  });
  loop.run();
}

/// Starts all of them before the first may end, as simultaneous logins do; values are in the same order.
template <class T>
std::vector<T> run_together(std::vector<Async<T>> coroutines) {
  asio::io_context& loop = test_loop();
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
