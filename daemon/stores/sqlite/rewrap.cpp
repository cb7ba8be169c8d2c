// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/rewrap.hpp"

#include <vector>

#include "daemon/stores/sqlite/apps.hpp"
#include "daemon/stores/sqlite/audit.hpp"
#include "daemon/stores/sqlite/schema.hpp"

namespace tessera {
namespace {

using sqlite::Database;

std::vector<WrappedKey> data_keys(Database& database) {
  std::vector<WrappedKey> keys;
  sqlite::Query rows = database.query("SELECT id, wrapped FROM data_keys ORDER BY id");
  while (rows.next()) keys.push_back({rows.count(0), sqlite::bytes_of(rows.blob(1))});
  return keys;
}

Result<unsigned, RewrapError> rewrap_each(Database& database, const Rewrap& rewrap, TimePoint now) {
  unsigned changed = 0;
  for (const WrappedKey& key : data_keys(database)) {
    const auto wanted = rewrap(key);
    if (!wanted) return std::unexpected(RewrapError{true, wanted.error()});
    if (!*wanted) continue;
    database.run("UPDATE data_keys SET wrapped = ?2 WHERE id = ?1", key.id, sqlite::blob_of((*wanted)->key));
    ++changed;
  }
  if (changed > 0) {
    sqlite::audit_change(database, "", "seal_key_changed", "start", now, std::to_string(changed) + " data keys");
  }
  if (database.failure()) return std::unexpected(RewrapError{false, database.why()});
  return changed;
}

}  // namespace

Result<unsigned, RewrapError> rewrap_data_keys(const std::string& path, const Rewrap& rewrap, RewrapMode mode,
                                               TimePoint now) {
  const auto unusable = [&path](const std::string& why) {
    return std::unexpected(RewrapError{false, "store " + path + ": " + why});
  };
  auto database = Database::open(path);
  if (!database) return unusable(database.error());
  if (auto adopted = sqlite::adopt(*database); !adopted) return unusable(adopted.error());
  if (!database->command("BEGIN IMMEDIATE")) return unusable(sqlite3_errmsg(database->handle()));
  auto changed = rewrap_each(*database, rewrap, now);
  if (changed && mode == RewrapMode::change && database->command("COMMIT")) return changed;
  const std::string why = sqlite3_errmsg(database->handle());
  database->command("ROLLBACK");
  if (!changed && !changed.error().refused) return unusable(changed.error().sentence);
  if (changed && mode == RewrapMode::change) return unusable(why);
  return changed;
}

}  // namespace tessera
