// SPDX-License-Identifier: Apache-2.0
// SQLite's file layer with a counter and a fault in it: a disk that fills up, goes read-only or breaks at any
// write.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <functional>

namespace tessera::test {

/// SQLite's default for every connection opened while it lives.
class FailingVfs {
 public:
  FailingVfs();
  ~FailingVfs();
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;

  /// After `good` more writes, syncs and truncations each one fails with `sqlite_code`, half done.
  void break_after(int good, int sqlite_code);
  void heal() { code_ = SQLITE_OK; }
  bool has_failed() const { return failed_; }

  /// fsyncs of the write-ahead log, one a commit; those of the database file are the checkpoints'.
  unsigned log_syncs() const { return log_syncs_; }
  /// Called before each fsync of the log, on the thread that commits. Set it while nothing runs.
  std::function<void()> before_log_sync;

  /// What the next operation has to answer; SQLITE_OK passes it on.
  int next_code();
  void count_sync(bool of_log);
  sqlite3_vfs* real() const { return real_; }

 private:
  sqlite3_vfs* real_;
  sqlite3_vfs own_;
  std::atomic<int> code_ = SQLITE_OK;
  std::atomic<int> good_ = 0;
  std::atomic<bool> failed_ = false;
  std::atomic<unsigned> log_syncs_ = 0;
};

}  // namespace tessera::test
