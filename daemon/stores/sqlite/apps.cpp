// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/apps.hpp"

#include "daemon/stores/sqlite/audit.hpp"
#include "daemon/stores/sqlite/words.hpp"

namespace tessera::sqlite {
namespace {

#define TESSERA_APP_COLUMNS                                                                             \
  "SELECT account, hash, digits, period, data_key, seed, last_step, since, data_keys.wrapped FROM apps " \
  "JOIN data_keys ON data_keys.id = apps.data_key "

std::string bytes_of(std::span<const std::byte> blob) {
  return {reinterpret_cast<const char*>(blob.data()), blob.size()};
}

std::span<const std::byte> blob_of(const std::string& bytes) { return std::as_bytes(std::span(bytes)); }

OtpHash hash_in(Database& database, const std::string& word) {
  if (const auto hash = otp_hash_named(word)) return *hash;
  database.fail(StoreError::corrupt, "a row holds a hash that means nothing");
  return {};
}

NamedApp app_in(Database& database, Query& row) {
  NamedApp named{row.text(0), {}};
  StoredApp& app = named.app;
  app.parameters = {hash_in(database, row.text(1)), row.count(2), std::chrono::seconds(row.count(3))};
  app.key.id = row.count(4);
  app.seed = bytes_of(row.blob(5));
  if (!row.is_null(6)) app.last_step = row.integer(6);
  app.since = row.time(7);
  app.key.key = bytes_of(row.blob(8));
  return named;
}

}  // namespace

std::optional<StoredApp> app_of(Database& database, const std::string& account) {
  Query rows = database.query(TESSERA_APP_COLUMNS "WHERE account = ?1", account);
  if (!rows.next()) return std::nullopt;
  return app_in(database, rows).app;
}

bool accept_step(Database& database, const std::string& account, TimeStep step) {
  database.run("UPDATE apps SET last_step = ?2 WHERE account = ?1 AND (last_step IS NULL OR last_step < ?2)", account,
               step);
  return !database.failure() && database.changes() == 1;
}

Put put_app(Database& database, const PutApp& request) {
  const bool before = app_of(database, request.account).has_value();
  if (before && request.only_if_new) return Put::exists;
  database.run(
      "INSERT INTO apps (account, hash, digits, period, data_key, seed, last_step, since) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, ?7) ON CONFLICT (account) DO UPDATE SET hash = ?2, digits = ?3, "
      "period = ?4, data_key = ?5, seed = ?6, last_step = NULL, since = ?7",
      request.account, name_of(request.parameters.hash), request.parameters.digits,
      static_cast<std::int64_t>(request.parameters.period.count()), request.key, blob_of(request.seed), request.now);
  audit_change(database, request.account, before ? "app_changed" : "app_added", request.actor, request.now);
  return before ? Put::changed : Put::added;
}

bool remove_app(Database& database, const std::string& account, const std::string& actor, TimePoint now) {
  database.run("DELETE FROM apps WHERE account = ?1", account);
  if (database.failure() || database.changes() == 0) return false;
  audit_change(database, account, "app_removed", actor, now);
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
  database.run(
      "DELETE FROM data_keys WHERE id NOT IN (SELECT data_key FROM apps) AND id < (SELECT max(id) FROM data_keys)");
  const auto dropped = static_cast<unsigned>(database.changes());
  if (!database.failure() && dropped > 0) {
    audit_change(database, "", "data_keys_dropped", actor, now, std::to_string(dropped) + " dropped");
  }
  return dropped;
}

}  // namespace tessera::sqlite
