// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/log_watch.hpp"

#include <utility>

namespace tessera::sqlite {

void LogWatch::before_sync(sqlite3* connection, const std::function<void()>* then) {
  synced_ = false;
  sqlite3_file* log = nullptr;
  const int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&log));
  if (code != SQLITE_OK || log == nullptr || log->pMethods == nullptr) return;  // then nothing is told early
  if (log->pMethods != &methods_) {
    methods_ = {*log->pMethods, log->pMethods, this};
    methods_.xWrite = write;
    methods_.xSync = sync;
    log->pMethods = &methods_;
  }
  then_ = then;
}

int LogWatch::write(sqlite3_file* log, const void* bytes, int count, sqlite3_int64 offset) {
  const Methods& methods = methods_of(log);
  methods.watch->at_header_ = offset == 0;
  return methods.system->xWrite(log, bytes, count, offset);
}

/// A log that begins anew is synced once for its header alone, before any frame is written.
int LogWatch::sync(sqlite3_file* log, int flags) {
  const Methods& methods = methods_of(log);
  LogWatch& watch = *methods.watch;
  if (!watch.at_header_) {
    if (const auto* then = std::exchange(watch.then_, nullptr)) (*then)();
  }
  const int code = methods.system->xSync(log, flags);
  watch.synced_ = code == SQLITE_OK && !watch.at_header_;
  return code;
}

}  // namespace tessera::sqlite
