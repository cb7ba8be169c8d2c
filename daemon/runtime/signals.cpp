// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime/signals.hpp"

#include <systemd/sd-daemon.h>

#include <asio/signal_set.hpp>
#include <chrono>
#include <csignal>

#include "daemon/runtime/async.hpp"
#include "daemon/service/sockets.hpp"

namespace tessera {

Async<void> handle_signals(std::function<void()> reload) {
  asio::signal_set signals(co_await asio::this_coro::executor, SIGTERM, SIGINT, SIGHUP);
  for (;;) {
    const int signal = co_await signals.async_wait(asio::use_awaitable);
    if (signal != SIGHUP) co_return;
    reload();
  }
}

Async<void> feed_watchdog() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) <= 0) co_return;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (;;) {
    notify("WATCHDOG=1");
    timer.expires_after(std::chrono::microseconds(microseconds / 2));
    co_await timer.async_wait(asio::use_awaitable);
  }
}

}  // namespace tessera
