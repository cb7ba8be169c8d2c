// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/attempts.hpp"

namespace tessera::sqlite {

Attempts attempts_of(Database& database, const std::string& account, TimePoint now) {
  Query rows = database.query("SELECT failures, locked_until FROM attempts WHERE account = ?1", account);
  if (!rows.next()) return {};
  Attempts attempts{rows.count(0), std::nullopt};
  if (!rows.is_null(1) && rows.time(1) > now) attempts.locked_until = rows.time(1);
  return attempts;
}

Attempts add_failure(Database& database, const std::string& account, Attempts before, const AttemptLimits& limits,
                     TimePoint now) {
  Attempts after{before.failures + 1, std::nullopt};
  if (const auto lock = lock_after(after.failures, limits)) after.locked_until = now + *lock;
  database.run(
      "INSERT INTO attempts (account, failures, locked_until, last) VALUES (?1, ?2, ?3, ?4) "
      "ON CONFLICT (account) DO UPDATE SET failures = ?2, locked_until = ?3, last = ?4",
      account, after.failures, after.locked_until, now);
  return after;
}

bool clear_attempts(Database& database, const std::string& account) {
  database.run("DELETE FROM attempts WHERE account = ?1", account);
  return database.changes() > 0;
}

}  // namespace tessera::sqlite
