// SPDX-License-Identifier: Apache-2.0
// One connection to SQLite, used by one thread at a time. The first error sticks: every later call does
// nothing and finds no row, so an operation runs to its end and is judged once, by failure(). Whoever runs
// operations throws their result and their changes away then.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "daemon/ports/store.hpp"
#include "daemon/stores/sqlite/log_watch.hpp"

namespace tessera::sqlite {

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
struct CloseConnection {
  void operator()(sqlite3* connection) const { sqlite3_close(connection); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
using Connection = std::unique_ptr<sqlite3, CloseConnection>;

class Database;

/// The rows of one run of a cached statement, which is free again when this goes.
class Query {
 public:
  template <class... Values>
  Query(Database& database, sqlite3_stmt* statement, const Values&... values)
      : database_(database), statement_(statement) {
    int index = 0;
    if (statement_ != nullptr) (bind(++index, values), ...);
  }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query();

  /// Steps to the next row; false at the end and after an error.
  bool next();

  // Columns of the row, from 0. Another type than the schema's is damage: the error sticks.
  bool is_null(int column) const;
  std::int64_t integer(int column);
  unsigned count(int column);
  TimePoint time(int column);
  std::string text(int column);
  std::span<const std::byte> blob(int column);  ///< valid until the next row

 private:
  bool expect(int column, int type);
  void bind(int index, std::int64_t value);
  void bind(int index, unsigned value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, TimePoint value) { bind(index, value.time_since_epoch().count()); }
  void bind(int index, std::string_view value);
  void bind(int index, std::span<const std::byte> value);
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value) bind(index, *value);  // an unbound parameter is NULL
  }

  Database& database_;
  sqlite3_stmt* statement_;
};

class Database {
 public:
  /// Opens an existing file; never makes one. The error is a sentence's end: "is not a database".
  static Result<Database, std::string> open(const std::string& path, int flags = SQLITE_OPEN_READWRITE);

  /// The rows of `sql`, a literal, with its parameters bound in order.
  template <class... Values>
  Query query(std::string_view sql, const Values&... values) {
    return Query(*this, prepare(sql), values...);
  }
  /// Runs `sql` for its effect.
  template <class... Values>
  void run(std::string_view sql, const Values&... values) {
    Query rows = query(sql, values...);
    while (rows.next()) continue;
  }
  /// The first column of the first row, a number; 0 without a row.
  std::int64_t number(std::string_view sql) {
    Query rows = query(sql);
    return rows.next() ? rows.integer(0) : 0;
  }
  /// Rows that the last run() changed.
  int changes() const { return sqlite3_changes(connection_.get()); }

  /// Runs statements whatever stuck before; false, with nothing stuck, when one fails.
  bool command(const char* sql);
  /// The same for one statement, a literal, that runs often.
  bool transact(std::string_view sql);
  /// COMMIT, which calls `written` once when the write-ahead log holds the transaction and is about to be synced, unless
  /// the last commit that had something to write failed: on a full disk nothing is told of that will not last.
  bool commit(const std::function<void()>& written);
  /// False when no transaction is open: SQLite rolls back by itself after some errors.
  bool in_transaction() const { return sqlite3_get_autocommit(connection_.get()) == 0; }

  void fail(StoreError error, std::string why);
  void fail(int sqlite_code);
  std::optional<StoreError> failure() const { return failure_; }
  const std::string& why() const { return why_; }
  void forget_failure();
  sqlite3* handle() const { return connection_.get(); }

 private:
  explicit Database(Connection connection) : connection_(std::move(connection)) {}
  sqlite3_stmt* prepare(std::string_view sql);
  sqlite3_stmt* cached(std::string_view sql);

  std::unique_ptr<LogWatch> watch_ = std::make_unique<LogWatch>();  // longer than the connection, whose file it is in
  Connection connection_;
  bool commits_ = true;
  std::unordered_map<std::string_view, Statement> statements_;  // finalized before the connection closes
  std::optional<StoreError> failure_;
  std::string why_;
};

/// What a SQLite result code means for a login.
StoreError error_of(int sqlite_code);

}  // namespace tessera::sqlite
