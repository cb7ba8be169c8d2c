// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/worker.hpp"

#include <algorithm>

namespace tessera::sqlite {
namespace {

/// Bounds how long the first of a group waits for the last.
constexpr std::size_t largest_group = 256;

/// What stuck, told and forgotten.
Fate take_failure(Database& database, const Report& report) {
  const Fate failure = database.failure();
  if (failure && report) {
    const bool corrupt = *failure == StoreError::corrupt;
    report((corrupt ? "store damaged: " : "store unavailable: ") + database.why());
  }
  database.forget_failure();
  return failure;
}

/// A statement that begins or ends a transaction, and what its failure means.
Fate transact(Database& database, const char* sql, const Report& report) {
  if (!database.transact(sql)) database.fail(sqlite3_errcode(database.handle()));
  return take_failure(database, report);
}

Fate run_in_savepoint(Database& database, Job& job, const Report& report) {
  if (const Fate failure = transact(database, "SAVEPOINT operation", report)) return failure;
  job.run(database);
  Fate failure = take_failure(database, report);
  const bool undone = !failure || database.transact("ROLLBACK TO operation");
  if (undone && database.transact("RELEASE operation")) return failure;
  database.transact("ROLLBACK");  // half an operation must not be committed: the group fails with it
  return failure ? failure : StoreError::unavailable;
}

/// Tells each job whose changes are in the log of it, before the log is synced.
Fate commit(Database& database, std::span<const std::unique_ptr<Job>> jobs, const std::vector<Fate>& fates,
            const Report& report) {
  const auto tell = [jobs, &fates] {
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      if (!fates[i]) jobs[i]->written();
    }
  };
  if (!database.commit(tell)) database.fail(sqlite3_errcode(database.handle()));
  return take_failure(database, report);
}

/// Undoes everything and gives every job the same end.
std::vector<Fate> all_failed(Database& database, std::size_t count, Fate failure) {
  if (database.in_transaction()) database.transact("ROLLBACK");
  return std::vector<Fate>(count, failure.value_or(StoreError::unavailable));
}

}  // namespace

std::vector<Fate> commit_together(Database& database, std::span<const std::unique_ptr<Job>> jobs,
                                  const Report& report) {
  if (const Fate failure = transact(database, "BEGIN IMMEDIATE", report)) {
    return all_failed(database, jobs.size(), failure);
  }
  std::vector<Fate> fates;
  const bool alone = jobs.size() == 1;  // then the transaction is its savepoint
  for (const std::unique_ptr<Job>& job : jobs) {
    if (alone) job->run(database);
    fates.push_back(alone ? take_failure(database, report) : run_in_savepoint(database, *job, report));
    if (alone && fates.back()) return all_failed(database, 1, fates.back());
    // After a full disk or an I/O error the whole group is rolled back, often by SQLite itself.
    if (!database.in_transaction()) return all_failed(database, jobs.size(), fates.back());
  }
  if (const Fate failure = commit(database, jobs, fates, report)) return all_failed(database, jobs.size(), failure);
  return fates;
}

std::vector<Fate> read_each(Database& database, std::span<const std::unique_ptr<Job>> jobs, const Report& report) {
  std::vector<Fate> fates;
  for (const std::unique_ptr<Job>& job : jobs) {
    Fate failure = transact(database, "BEGIN", report);
    if (!failure) job->run(database);
    if (!failure) failure = take_failure(database, report);
    if (database.in_transaction()) database.transact("ROLLBACK");
    fates.push_back(failure);
  }
  return fates;
}

Worker::Worker(Database database, Batch batch, Report report)
    : database_(std::move(database)), batch_(batch), report_(std::move(report)), thread_([this] { loop(); }) {}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  queued_.notify_one();
  thread_.join();
}

void Worker::submit(std::unique_ptr<Job> job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  queued_.notify_one();
}

bool Worker::submit_if_idle(std::unique_ptr<Job>& job) {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_ || !jobs_.empty()) return false;
    jobs_.push_back(std::move(job));
  }
  queued_.notify_one();
  return true;
}

/// Waits for work; empty when there is none and there will be none.
std::vector<std::unique_ptr<Job>> Worker::take() {
  std::unique_lock lock(mutex_);
  idle_ = true;
  queued_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
  idle_ = false;
  const auto count = std::min(jobs_.size(), largest_group);
  const auto end = jobs_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<std::unique_ptr<Job>> group(std::make_move_iterator(jobs_.begin()), std::make_move_iterator(end));
  jobs_.erase(jobs_.begin(), end);
  return group;
}

void Worker::loop() {
  for (auto group = take(); !group.empty(); group = take()) {
    const std::vector<Fate> fates = batch_(database_, group, report_);
    for (std::size_t i = 0; i < group.size(); ++i) std::exchange(group[i], nullptr)->answer(fates[i]);
  }
}

}  // namespace tessera::sqlite
