// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "daemon/runtime/async.hpp"
#include "daemon/stores/sqlite/worker.hpp"

namespace tessera::sqlite {

/// Runs `operation(database)` on the worker's thread; the coroutine goes on with what came of it.
template <class T, class Operation>
Async<Stored<T>> run_on(Worker& worker, Operation operation) {
  return from_callback<Stored<T>>([&worker, operation = std::move(operation)](auto resolve) mutable {
    using Run = Task<T, Operation, decltype(resolve)>;
    worker.submit(std::make_unique<Run>(std::move(operation), std::move(resolve)));
  });
}

}  // namespace tessera::sqlite
