// SPDX-License-Identifier: Apache-2.0
#include "tests/contract/store/failing_vfs.hpp"

namespace tessera::test {
namespace {

/// SQLite allocates szOsFile bytes: this, then the real file.
struct File {
  sqlite3_file base;
  FailingVfs* owner;
  bool is_log;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_file* real(sqlite3_file* file) { return of(file)->real(); }
const sqlite3_io_methods* methods(sqlite3_file* file) { return real(file)->pMethods; }

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  const int code = of(file)->owner->next_code();
  const int written = code == SQLITE_OK ? size : size / 2;  // a full disk takes what still fits
  const int done = methods(file)->xWrite(real(file), bytes, written, at);
  return code != SQLITE_OK ? code : done;
}

int sync(sqlite3_file* file, int flags) {
  of(file)->owner->count_sync(of(file)->is_log);
  const int code = of(file)->owner->next_code();
  return code != SQLITE_OK ? code : methods(file)->xSync(real(file), flags);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  const int code = of(file)->owner->next_code();
  return code != SQLITE_OK ? code : methods(file)->xTruncate(real(file), size);
}

/// Everything that only passes on.
const sqlite3_io_methods passing = {
    .iVersion = 2,
    .xClose = [](sqlite3_file* f) { return methods(f)->xClose(real(f)); },
    .xRead = [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) { return methods(f)->xRead(real(f), to, n, at); },
    .xWrite = write,
    .xTruncate = truncate,
    .xSync = sync,
    .xFileSize = [](sqlite3_file* f, sqlite3_int64* n) { return methods(f)->xFileSize(real(f), n); },
    .xLock = [](sqlite3_file* f, int lock) { return methods(f)->xLock(real(f), lock); },
    .xUnlock = [](sqlite3_file* f, int lock) { return methods(f)->xUnlock(real(f), lock); },
    .xCheckReservedLock = [](sqlite3_file* f, int* out) { return methods(f)->xCheckReservedLock(real(f), out); },
    .xFileControl = [](sqlite3_file* f, int op, void* arg) { return methods(f)->xFileControl(real(f), op, arg); },
    .xSectorSize = [](sqlite3_file* f) { return methods(f)->xSectorSize(real(f)); },
    .xDeviceCharacteristics = [](sqlite3_file* f) { return methods(f)->xDeviceCharacteristics(real(f)); },
    .xShmMap = [](sqlite3_file* f, int page, int size, int extend,
                  void volatile** out) { return methods(f)->xShmMap(real(f), page, size, extend, out); },
    .xShmLock = [](sqlite3_file* f, int at, int n, int flags) { return methods(f)->xShmLock(real(f), at, n, flags); },
    .xShmBarrier = [](sqlite3_file* f) { methods(f)->xShmBarrier(real(f)); },
    .xShmUnmap = [](sqlite3_file* f, int remove) { return methods(f)->xShmUnmap(real(f), remove); },
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* owner = static_cast<FailingVfs*>(vfs->pAppData);
  File* opened = of(file);
  opened->owner = owner;
  opened->is_log = (flags & SQLITE_OPEN_WAL) != 0;
  const int code = owner->real()->xOpen(owner->real(), name, opened->real(), flags, out_flags);
  opened->base.pMethods = opened->real()->pMethods != nullptr ? &passing : nullptr;
  return code;
}

}  // namespace

FailingVfs::FailingVfs() : real_(sqlite3_vfs_find(nullptr)), own_(*real_) {
  own_.zName = "failing";
  own_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  own_.pAppData = this;
  own_.xOpen = open;
  own_.pNext = nullptr;
  sqlite3_vfs_register(&own_, 1);
}

FailingVfs::~FailingVfs() {
  sqlite3_vfs_unregister(&own_);
  sqlite3_vfs_register(real_, 1);
}

void FailingVfs::break_after(int good, int sqlite_code) {
  failed_ = false;
  good_ = good;
  code_ = sqlite_code;
}

int FailingVfs::next_code() {
  const int code = code_;
  if (code == SQLITE_OK || good_-- > 0) return SQLITE_OK;
  failed_ = true;
  return code;
}

void FailingVfs::count_sync(bool of_log) {
  if (!of_log) return;
  if (before_log_sync) before_log_sync();
  ++log_syncs_;
}

}  // namespace tessera::test
