// SPDX-License-Identifier: Apache-2.0
// What Asio 1.22 lacks: results from other threads, and waits with an end.
#pragma once

#include <asio/associated_executor.hpp>
#include <asio/async_result.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/basic_waitable_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "daemon/ports/async.hpp"

namespace tessera {

/// Asio's, for coroutines that are Async.
inline constexpr asio::use_awaitable_t<Executor> use_awaitable;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

/// What a suspended coroutine is resumed with. It is given up at the first use, so that a caller who keeps the
/// callback longer keeps neither the coroutine nor its loop.
template <class Handler>
struct Suspended {
  explicit Suspended(Handler suspended)
      : handler(std::move(suspended)), work(asio::make_work_guard(asio::get_associated_executor(handler))) {}

  Handler handler;
  asio::executor_work_guard<Executor> work;
};

/// Suspends the coroutine, calls `start(resolve)`, and resumes on the coroutine's own executor with the value
/// that `resolve(T)` was given: once, from any thread. `T` is movable and default-constructible.
template <class T, class Start>
Async<T> from_callback(Start start) {
  return asio::async_initiate<const asio::use_awaitable_t<Executor>, void(T)>(
      [](auto handler, Start begin) {
        auto state = std::make_shared<Suspended<decltype(handler)>>(std::move(handler));
        begin([state](T value) {
          asio::post(state->work.get_executor(), [state, value = std::move(value)]() mutable {
            auto resumed = std::move(state->handler);
            state->work.reset();
            std::move(resumed)(std::move(value));
          });
        });
      },
      use_awaitable, std::move(start));
}

/// Lets whatever else is ready on the loop run before the coroutine goes on.
inline Async<void> next_turn() {
  co_await asio::post(use_awaitable);
}

/// Runs a coroutine on the side. An exception in it is the program's end, since none is expected.
template <class T>
void spawn(const Executor& executor, Async<T> coroutine) {
  asio::co_spawn(executor, std::move(coroutine), [](std::exception_ptr error, auto&&...) {
    if (error) std::rethrow_exception(error);
  });
}

}  // namespace tessera
