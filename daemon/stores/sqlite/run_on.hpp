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

/// The same, and `written(value)` is called on the worker's thread when only the disk is still waited for.
template <class T, class Operation, class Written>
Async<Stored<T>> run_on(Worker& worker, Operation operation, Written written) {
  return from_callback<Stored<T>>([&worker, operation = std::move(operation), written](auto resolve) mutable {
    using Run = EarlyTask<T, Operation, decltype(resolve), Written>;
    worker.submit(std::make_unique<Run>(std::move(operation), std::move(resolve), std::move(written)));
  });
}

/// On the worker that is wanted if it has nothing to do, or else on the other.
template <class T, class Operation>
Async<Stored<T>> run_on_either(Worker& wanted, Worker& other, Operation operation) {
  return from_callback<Stored<T>>([&wanted, &other, operation = std::move(operation)](auto resolve) mutable {
    using Run = Task<T, Operation, decltype(resolve)>;
    std::unique_ptr<Job> job = std::make_unique<Run>(std::move(operation), std::move(resolve));
    if (!wanted.submit_if_idle(job)) other.submit(std::move(job));
  });
}

}  // namespace tessera::sqlite
