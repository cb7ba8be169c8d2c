// SPDX-License-Identifier: Apache-2.0
// A thread with a connection. The writer commits everything that queued up while its last commit was being
// written in one go, so that concurrent logins share an fsync; a reader gives each read a snapshot.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

/// One operation of the port on its way.
class Job {
 public:
  virtual ~Job() = default;
  /// Does the work and keeps its result; errors stick to the database.
  virtual void run(Database& database) = 0;
  /// What it did is written, in a commit that waits for the disk. Called once at most, and never of a failed operation.
  virtual void written() {}
  /// Resumes the caller: with the result, or with `failure` in its place.
  virtual void answer(std::optional<StoreError> failure) = 0;
};

/// Runs `operation(database)` and gives its value, or why there is none, to `resolve`.
template <class T, class Operation, class Resolve>
class Task : public Job {
 public:
  Task(Operation operation, Resolve resolve) : operation_(std::move(operation)), resolve_(std::move(resolve)) {}

  void run(Database& database) override {
    if constexpr (std::is_void_v<T>) {
      operation_(database);
    } else {
      result_ = operation_(database);
    }
  }
  void answer(std::optional<StoreError> failure) override {
    if (failure) result_ = std::unexpected(*failure);
    resolve_(std::move(result_));
  }

 protected:
  Stored<T> result_;

 private:
  Operation operation_;
  Resolve resolve_;
};

/// A task that calls `written(value)` besides.
template <class T, class Operation, class Resolve, class Written>
class EarlyTask final : public Task<T, Operation, Resolve> {
 public:
  EarlyTask(Operation operation, Resolve resolve, Written written)
      : Task<T, Operation, Resolve>(std::move(operation), std::move(resolve)), written_(std::move(written)) {}

  void written() override { written_(*this->result_); }

 private:
  Written written_;
};

/// Told why an operation failed, on a store's thread: "store unavailable: database or disk is full".
using Report = std::function<void(std::string_view)>;

/// What happened to a job: nothing when its changes are durable.
using Fate = std::optional<StoreError>;

/// Runs the jobs in one transaction, a savepoint each: one that fails is undone alone, and a commit that fails
/// undoes all.
std::vector<Fate> commit_together(Database& database, std::span<const std::unique_ptr<Job>> jobs,
                                  const Report& report);

/// Runs each job on a snapshot of its own and changes nothing.
std::vector<Fate> read_each(Database& database, std::span<const std::unique_ptr<Job>> jobs, const Report& report);

class Worker {
 public:
  using Batch = decltype(&commit_together);

  Worker(Database database, Batch batch, Report report);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  /// Finishes what was submitted, then ends the thread.
  ~Worker();

  void submit(std::unique_ptr<Job> job);
  /// False, and the job is still the caller's, when another is queued or under way.
  bool submit_if_idle(std::unique_ptr<Job>& job);

 private:
  void loop();
  std::vector<std::unique_ptr<Job>> take();

  Database database_;
  Batch batch_;
  Report report_;
  std::mutex mutex_;
  std::condition_variable queued_;
  std::deque<std::unique_ptr<Job>> jobs_;
  bool idle_ = true;
  bool ending_ = false;
  std::thread thread_;  // last, since it uses the rest
};

}  // namespace tessera::sqlite
