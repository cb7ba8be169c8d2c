// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/store.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace tessera::bench {
namespace {

constexpr const char* two_days_back =
    "BEGIN IMMEDIATE;"
    "UPDATE sends SET sent_at = sent_at - 172800000;"
    "UPDATE challenges SET sent_at = sent_at - 172800000, expires_at = expires_at - 172800000;"
    "UPDATE apps SET last_step = NULL;"
    "COMMIT";

}  // namespace

void make_store_older(const std::string& file) {
  sqlite3* store = nullptr;
  const bool done = sqlite3_open_v2(file.c_str(), &store, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK &&
                    sqlite3_busy_timeout(store, 5000) == SQLITE_OK &&
                    sqlite3_exec(store, two_days_back, nullptr, nullptr, nullptr) == SQLITE_OK;
  const std::string why = done ? "" : sqlite3_errmsg(store);
  sqlite3_close(store);
  if (!done) throw std::runtime_error(file + ": " + why);
}

}  // namespace tessera::bench
