// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/database.hpp"

#include <limits>

namespace tessera::sqlite {
namespace {

/// Settings of every connection. Commits wait for the disk; an outsider's lock is not waited for long.
constexpr const char* settings =
    "PRAGMA busy_timeout = 500; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
    "PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;";

Result<Connection, std::string> connect(const std::string& path, int flags) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Connection connection(handle);  // even a failed open gives a handle to close
  if (code == SQLITE_OK) return connection;
  return std::unexpected(handle != nullptr ? sqlite3_errmsg(handle) : "out of memory");
}

}  // namespace

StoreError error_of(int sqlite_code) {
  switch (sqlite_code & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_MISMATCH:
    case SQLITE_FORMAT:
    case SQLITE_ERROR:  // a table or column is missing
      return StoreError::corrupt;
    default:
      return StoreError::unavailable;
  }
}

Result<Database, std::string> Database::open(const std::string& path, int flags) {
  auto connection = connect(path, flags);
  if (!connection) return std::unexpected(connection.error());
  sqlite3* handle = connection->get();
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  Database database(std::move(*connection));
  if (!database.command(settings)) return std::unexpected(sqlite3_errmsg(handle));
  return database;
}

/// Nothing, and the connection's error, when it cannot be prepared.
sqlite3_stmt* Database::cached(std::string_view sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second.get();
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return nullptr;
  statements_.emplace(sql, statement);
  return statement;
}

sqlite3_stmt* Database::prepare(std::string_view sql) {
  if (failure_) return nullptr;
  sqlite3_stmt* statement = cached(sql);
  if (statement == nullptr) fail(sqlite3_errcode(connection_.get()));
  return statement;
}

bool Database::transact(std::string_view sql) {
  sqlite3_stmt* statement = cached(sql);
  if (statement == nullptr) return false;
  const int code = sqlite3_step(statement);
  sqlite3_reset(statement);
  return code == SQLITE_DONE;
}

bool Database::commit(const std::function<void()>& written) {
  watch_->before_sync(connection_.get(), commits_ ? &written : nullptr);
  const bool done = transact("COMMIT");
  watch_->rest();
  // One that changed nothing says nothing of the disk.
  if (!done || watch_->synced()) commits_ = done;
  return done;
}

bool Database::command(const char* sql) {
  return sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

void Database::fail(StoreError error, std::string why) {
  if (failure_) return;
  failure_ = error;
  why_ = std::move(why);
}

void Database::fail(int sqlite_code) {
  if (!failure_) fail(error_of(sqlite_code), sqlite3_errmsg(connection_.get()));
}

void Database::forget_failure() {
  failure_.reset();
  why_.clear();
}

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool Query::next() {
  if (statement_ == nullptr || database_.failure()) return false;
  const int code = sqlite3_step(statement_);
  if (code != SQLITE_ROW && code != SQLITE_DONE) database_.fail(code);
  return code == SQLITE_ROW;
}

bool Query::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

bool Query::expect(int column, int type) {
  const bool right = sqlite3_column_type(statement_, column) == type;
  if (!right) database_.fail(StoreError::corrupt, "a column holds another type than its schema's");
  return right;
}

std::int64_t Query::integer(int column) {
  return expect(column, SQLITE_INTEGER) ? sqlite3_column_int64(statement_, column) : 0;
}

unsigned Query::count(int column) {
  const std::int64_t value = integer(column);
  if (value >= 0 && value <= std::numeric_limits<int>::max()) return static_cast<unsigned>(value);
  database_.fail(StoreError::corrupt, "a count is out of range");
  return 0;
}

TimePoint Query::time(int column) { return TimePoint(milliseconds(integer(column))); }

std::string Query::text(int column) {
  if (!expect(column, SQLITE_TEXT)) return {};
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::span<const std::byte> Query::blob(int column) {
  if (!expect(column, SQLITE_BLOB)) return {};
  const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement_, column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Query::bind(int index, std::int64_t value) {
  const int code = sqlite3_bind_int64(statement_, index, value);
  if (code != SQLITE_OK) database_.fail(code);
}

void Query::bind(int index, std::string_view value) {
  const char* bytes = value.data() != nullptr ? value.data() : "";  // a null pointer would bind NULL
  const int code = sqlite3_bind_text(statement_, index, bytes, static_cast<int>(value.size()), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) database_.fail(code);
}

void Query::bind(int index, std::span<const std::byte> value) {
  const int code =
      sqlite3_bind_blob(statement_, index, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) database_.fail(code);
}

}  // namespace tessera::sqlite
