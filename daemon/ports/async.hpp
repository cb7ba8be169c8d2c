// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>

namespace tessera {

/// The daemon's one event loop. Asio's executor of any kind would be six times as large, in every frame, socket
/// and timer of a login that waits.
using Executor = asio::io_context::executor_type;

/// What every port returns: a coroutine on that loop.
template <class T>
using Async = asio::awaitable<T, Executor>;

}  // namespace tessera
