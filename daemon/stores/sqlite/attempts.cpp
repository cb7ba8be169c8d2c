// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/attempts.hpp"

#include <algorithm>

#include "daemon/core/place.hpp"

namespace tessera::sqlite {
namespace {

/// Columns: failures, locked_until.
Attempts attempts_in(Query& row, TimePoint now, bool known_place) {
  Attempts attempts{row.count(0), std::nullopt, known_place};
  if (!row.is_null(1) && row.time(1) > now) attempts.locked_until = row.time(1);
  return attempts;
}

/// The place of a success that is no longer known falls back on the account's count.
std::optional<Attempts> attempts_at_known(Database& database, const LoginKey& login, TimePoint now) {
  Query rows = database.query(
      "SELECT failures, locked_until FROM known_places WHERE account = ?1 AND place = ?2 AND last_success > ?3",
      login.account, place_of(login.rhost), now - place_is_known_for);
  if (!rows.next()) return std::nullopt;
  return attempts_in(rows, now, true);
}

void know_place(Database& database, const std::string& account, const std::string& place, TimePoint now, bool known) {
  database.run(
      "INSERT INTO known_places (account, place, last_success, failures) VALUES (?1, ?2, ?3, 0) "
      "ON CONFLICT (account, place) DO UPDATE SET last_success = ?3, failures = 0, locked_until = NULL",
      account, place, now);
  if (known) return;  // no more of them than before
  database.run(
      "DELETE FROM known_places WHERE account = ?1 AND place IN (SELECT place FROM known_places WHERE account = ?1 "
      "ORDER BY place <> ?2, last_success DESC LIMIT -1 OFFSET ?3)",
      account, place, known_places_per_account);
}

}  // namespace

Attempts attempts_at(Database& database, const LoginKey& login, TimePoint now) {
  if (auto known = attempts_at_known(database, login, now)) return *known;
  Query rows = database.query("SELECT failures, locked_until FROM attempts WHERE account = ?1", login.account);
  return rows.next() ? attempts_in(rows, now, false) : Attempts{};
}

Attempts worst_attempts_of(Database& database, const std::string& account, TimePoint now) {
  Query rows = database.query(
      "SELECT max(failures), max(locked_until) FROM "
      "(SELECT failures, locked_until FROM attempts WHERE account = ?1 UNION ALL "
      "SELECT failures, locked_until FROM known_places WHERE account = ?1)",
      account);
  return rows.next() && !rows.is_null(0) ? attempts_in(rows, now, false) : Attempts{};
}

Attempts add_failure(Database& database, const LoginKey& login, const Attempts& before, const AttemptLimits& limits,
                     TimePoint now) {
  Attempts after{before.failures + 1, std::nullopt, before.known_place};
  if (const auto lock = lock_after(after.failures, limits)) after.locked_until = now + *lock;
  if (after.known_place) {
    database.run("UPDATE known_places SET failures = ?3, locked_until = ?4 WHERE account = ?1 AND place = ?2",
                 login.account, place_of(login.rhost), after.failures, after.locked_until);
  } else {
    database.run(
        "INSERT INTO attempts (account, failures, locked_until, last) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (account) DO UPDATE SET failures = ?2, locked_until = ?3, last = ?4",
        login.account, after.failures, after.locked_until, now);
  }
  return after;
}

void record_success(Database& database, const LoginKey& login, const Attempts& before, TimePoint now) {
  if (!before.known_place && before.failures > 0) database.run("DELETE FROM attempts WHERE account = ?1", login.account);
  const std::string place = place_of(login.rhost);
  if (!place.empty()) know_place(database, login.account, place, now, before.known_place);
}

bool has_known_place(Database& database, const std::string& account, TimePoint now) {
  return database
      .query("SELECT 1 FROM known_places WHERE account = ?1 AND last_success > ?2 LIMIT 1", account,
             now - place_is_known_for)
      .next();
}

bool clear_attempts(Database& database, const std::string& account) {
  database.run("DELETE FROM attempts WHERE account = ?1", account);
  const bool cleared = database.changes() > 0;
  database.run(
      "UPDATE known_places SET failures = 0, locked_until = NULL WHERE account = ?1 AND failures > 0", account);
  return cleared || database.changes() > 0;
}

}  // namespace tessera::sqlite
