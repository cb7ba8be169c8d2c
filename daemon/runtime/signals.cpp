// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime/signals.hpp"

#include <csignal>

#include "daemon/runtime/async.hpp"
#include "daemon/service/notify.hpp"

namespace tessera {

Async<void> handle_signals(Signals& signals, std::function<void()> reload) {
  for (;;) {
    const int signal = co_await signals.async_wait(use_awaitable);
    if (signal != SIGHUP) co_return;
    reload();
  }
}

Async<void> feed_watchdog() {
  const auto interval = watchdog_interval();
  if (!interval) co_return;
  Timer timer(co_await asio::this_coro::executor);
  for (;;) {
    notify("WATCHDOG=1");
    timer.expires_after(*interval);
    co_await timer.async_wait(use_awaitable);
  }
}

}  // namespace tessera
