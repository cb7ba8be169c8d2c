// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <asio/awaitable.hpp>

namespace tessera {

/// What every port returns: a coroutine on the daemon's one event loop.
template <class T>
using Async = asio::awaitable<T>;

}  // namespace tessera
