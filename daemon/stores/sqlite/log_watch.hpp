// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <functional>

namespace tessera::sqlite {

/// Knows when SQLite is about to sync a connection's write-ahead log, with a transaction in it. It stands in front of
/// the log's file methods (sqlite3_io_methods), so it must live until the connection is closed.
class LogWatch {
 public:
  /// Calls `then`, if any, before the next sync of the log that follows a frame, once; on the thread that commits.
  void before_sync(sqlite3* connection, const std::function<void()>* then);
  /// Whether such a sync has succeeded since before_sync().
  bool synced() const { return synced_; }
  /// Calls nothing any more. For after a commit: one without changes syncs nothing.
  void rest() { then_ = nullptr; }

 private:
  /// What an open log's methods point to: those of the system, two of them replaced.
  struct Methods : sqlite3_io_methods {
    const sqlite3_io_methods* system = nullptr;
    LogWatch* watch = nullptr;
  };
  static const Methods& methods_of(sqlite3_file* log) { return *static_cast<const Methods*>(log->pMethods); }
  static int write(sqlite3_file* log, const void* bytes, int count, sqlite3_int64 offset);
  static int sync(sqlite3_file* log, int flags);

  Methods methods_{};
  const std::function<void()>* then_ = nullptr;
  bool at_header_ = false;
  bool synced_ = false;
};

}  // namespace tessera::sqlite
