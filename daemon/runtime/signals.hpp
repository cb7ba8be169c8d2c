// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <asio/basic_signal_set.hpp>

#include "daemon/ports/async.hpp"

namespace tessera {

using Signals = asio::basic_signal_set<Executor>;

/// Waits for SIGHUP (calls `reload`, again and again) and for SIGTERM or SIGINT (returns). `signals` has caught them
/// from the moment when it was made.
Async<void> handle_signals(Signals& signals, std::function<void()> reload);

/// Sends WATCHDOG=1 at half of WatchdogSec= for ever; returns at once where no watchdog is set.
Async<void> feed_watchdog();

}  // namespace tessera
