// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/apps.hpp"

#include "daemon/stores/sqlite/audit.hpp"
#include "daemon/stores/sqlite/trust.hpp"
#include "daemon/stores/sqlite/words.hpp"

namespace tessera::sqlite {
namespace {

#define TESSERA_APP_COLUMNS                                                                             \
  "SELECT account, hash, digits, period, data_key, seed, last_step, apps.since, data_keys.wrapped, counts_from " \
  "FROM apps JOIN data_keys ON data_keys.id = apps.data_key "

OtpHash hash_in(Database& database, const std::string& word) {
  if (const auto hash = otp_hash_named(word)) return *hash;
  database.fail(StoreError::corrupt, "a row holds a hash that means nothing");
  return {};
}

NamedApp app_in(Database& database, Query& row) {
  NamedApp named{row.text(0), {}};
  StoredApp& app = named.app;
  app.parameters = parameters_in(database, row, 1);
  app.key.id = row.count(4);
  app.seed = bytes_of(row.blob(5));
  if (!row.is_null(6)) app.last_step = row.integer(6);
  app.since = row.time(7);
  app.key.key = bytes_of(row.blob(8));
  app.counts_from = row.time(9);
  return named;
}

/// The next page begins after the last account: one whose second app may be cut off comes there, with both.
void keep_accounts_whole(std::vector<NamedApp>& apps) {
  const std::string last = apps.back().account;
  if (apps.front().account == last) return;
  while (apps.back().account == last) apps.pop_back();
}

/// Whether there were any.
bool forget_backup_codes(Database& database, const std::string& account) {
  database.run("DELETE FROM backup_codes WHERE account = ?1", account);
  const bool any = !database.failure() && database.changes() > 0;
  database.run("DELETE FROM backup_salts WHERE account = ?1", account);
  return any && !database.failure();
}

}  // namespace

std::string bytes_of(std::span<const std::byte> blob) {
  return {reinterpret_cast<const char*>(blob.data()), blob.size()};
}

TotpParameters parameters_in(Database& database, Query& row, int first_column) {
  return {hash_in(database, row.text(first_column)), row.count(first_column + 1),
          std::chrono::seconds(row.count(first_column + 2))};
}

std::optional<StoredApp> app_of(Database& database, const std::string& account, TimePoint now) {
  Query rows = database.query(
      TESSERA_APP_COLUMNS "WHERE account = ?1 AND counts_from <= ?2 ORDER BY counts_from DESC LIMIT 1", account, now);
  if (!rows.next()) return std::nullopt;
  return app_in(database, rows).app;
}

std::optional<TimePoint> app_held_until(Database& database, const std::string& account, TimePoint now) {
  Query rows = database.query("SELECT counts_from FROM apps WHERE account = ?1 AND counts_from > ?2", account, now);
  if (!rows.next()) return std::nullopt;
  return rows.time(0);
}

bool accept_step(Database& database, const std::string& account, const StoredApp& app, TimeStep step) {
  database.run(
      "UPDATE apps SET last_step = ?3 WHERE account = ?1 AND counts_from = ?2 AND (last_step IS NULL OR last_step < ?3)",
      account, app.counts_from, step);
  const bool accepted = !database.failure() && database.changes() == 1;
  database.run("DELETE FROM apps WHERE account = ?1 AND counts_from < ?2", account, app.counts_from);
  return accepted;
}

void insert_app(Database& database, const std::string& account, const StoredApp& app, TimePoint now) {
  const unsigned at_once = app.counts_from > now ? 0 : 1;
  database.run("DELETE FROM apps WHERE account = ?1 AND (counts_from > ?2 OR ?3 = 1)", account, now, at_once);
  database.run(
      "INSERT INTO apps (account, hash, digits, period, data_key, seed, last_step, since, counts_from) "
      "SELECT ?1, ?2, ?3, ?4, id, ?6, ?7, ?8, ?9 FROM data_keys WHERE id = ?5",
      account, name_of(app.parameters.hash), app.parameters.digits,
      static_cast<std::int64_t>(app.parameters.period.count()), app.key.id, blob_of(app.seed), app.last_step, app.since,
      app.counts_from);
  if (!database.failure() && database.changes() == 0) {
    database.fail(StoreError::unavailable, "the data key of a new seed was forgotten meanwhile");
  }
}

Put put_app(Database& database, const PutApp& request) {
  const bool before = app_of(database, request.account, request.now).has_value();
  if (before && request.only_if_new) return Put::exists;
  StoredApp app{.parameters = request.parameters, .seed = request.seed, .since = request.now, .counts_from = request.now};
  app.key.id = request.key;
  insert_app(database, request.account, app, request.now);
  audit_change(database, request.account, before ? "app_changed" : "app_added", request.actor, request.now);
  return before ? Put::changed : Put::added;
}

bool remove_app(Database& database, const std::string& account, const std::string& actor, TimePoint now) {
  database.run("DELETE FROM enrolments WHERE account = ?1", account);
  database.run("DELETE FROM apps WHERE account = ?1", account);
  const bool removed = !database.failure() && database.changes() > 0;
  const bool codes = forget_backup_codes(database, account);
  drop_trust(database, account);
  if (!removed && !codes) return false;
  audit_change(database, account, removed ? "app_removed" : "backup_codes_removed", actor, now);
  return true;
}

bool cancel_held_app(Database& database, const std::string& account, const std::string& actor, TimePoint now) {
  database.run("DELETE FROM apps WHERE account = ?1 AND counts_from > ?2", account, now);
  if (database.failure() || database.changes() == 0) return false;
  audit_change(database, account, "held_app_cancelled", actor, now);
  return true;
}

std::optional<WrappedKey> newest_data_key(Database& database) {
  Query rows = database.query("SELECT id, wrapped FROM data_keys ORDER BY id DESC LIMIT 1");
  if (!rows.next()) return std::nullopt;
  return WrappedKey{rows.count(0), bytes_of(rows.blob(1))};
}

bool add_data_key(Database& database, const WrappedKey& key, const std::string& actor, TimePoint now) {
  database.run("INSERT INTO data_keys (id, wrapped, since) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING", key.id,
               blob_of(key.key), now);
  if (database.failure() || database.changes() == 0) return false;
  audit_change(database, "", "data_key_added", actor, now, "data key " + std::to_string(key.id));
  return true;
}

std::vector<NamedApp> apps_not_under(Database& database, std::uint32_t key, const std::string& after, unsigned limit) {
  std::vector<NamedApp> apps;
  Query rows = database.query(
      TESSERA_APP_COLUMNS "WHERE account > ?1 AND data_key <> ?2 ORDER BY account LIMIT ?3", after, key, limit);
  while (rows.next()) apps.push_back(app_in(database, rows));
  if (!apps.empty() && apps.size() == limit) keep_accounts_whole(apps);
  return apps;
}

#undef TESSERA_APP_COLUMNS

unsigned reseal(Database& database, const std::vector<Reseal>& seeds) {
  unsigned taken = 0;
  for (const Reseal& one : seeds) {
    database.run("UPDATE apps SET data_key = ?3, seed = ?4 WHERE account = ?1 AND seed = ?2", one.account,
                 blob_of(one.before), one.key, blob_of(one.after));
    taken += database.changes() == 1 ? 1 : 0;
  }
  return taken;
}

unsigned drop_unused_data_keys(Database& database, const std::string& actor, TimePoint now) {
  database.run("DELETE FROM enrolments WHERE expires_at <= ?1", now);
  database.run(
      "DELETE FROM data_keys WHERE id NOT IN (SELECT data_key FROM apps UNION SELECT data_key FROM bindings) "
      "AND id < (SELECT max(id) FROM data_keys) "
      "AND id NOT IN (SELECT data_key FROM enrolments WHERE data_key IS NOT NULL)");
  const auto dropped = static_cast<unsigned>(database.changes());
  if (!database.failure() && dropped > 0) {
    audit_change(database, "", "data_keys_dropped", actor, now, std::to_string(dropped) + " dropped");
  }
  return dropped;
}

}  // namespace tessera::sqlite
