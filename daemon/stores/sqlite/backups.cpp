// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/backups.hpp"

#include "daemon/stores/sqlite/apps.hpp"
#include "daemon/stores/sqlite/audit.hpp"

namespace tessera::sqlite {
namespace {

std::optional<std::string> salt_of(Database& database, const std::string& account) {
  Query rows = database.query("SELECT salt FROM backup_salts WHERE account = ?1", account);
  if (!rows.next()) return std::nullopt;
  return bytes_of(rows.blob(0));
}

void put_salt(Database& database, const PutBackupCodes& request) {
  database.run("INSERT INTO backup_salts (account, salt) VALUES (?1, ?2) ON CONFLICT (account) DO UPDATE SET salt = ?2",
               request.account, blob_of(request.salt));
}

}  // namespace

std::optional<BackupSet> backup_set_of(Database& database, const std::string& account, TimePoint now) {
  const auto salt = salt_of(database, account);
  if (!salt) return std::nullopt;
  Query rows = database.query(
      "SELECT count(*) FILTER (WHERE desk_until IS NULL), count(*) FILTER (WHERE desk_until > ?2) FROM backup_codes "
      "WHERE account = ?1",
      account, now);
  if (!rows.next()) return std::nullopt;
  BackupSet set{*salt, rows.count(0), rows.integer(1) > 0};
  if (set.left == 0 && !set.desk_code) return std::nullopt;
  return set;
}

bool put_backup_codes(Database& database, const PutBackupCodes& request) {
  if (request.desk_until) {
    const auto salt = salt_of(database, request.account);
    database.run("DELETE FROM backup_codes WHERE account = ?1 AND desk_until IS NOT NULL", request.account);
    if (salt && *salt != request.salt && backup_set_of(database, request.account, request.now)) return false;
    put_salt(database, request);
  } else {
    database.run("DELETE FROM backup_codes WHERE account = ?1", request.account);
    put_salt(database, request);
  }
  for (const std::string& hash : request.hashes) {
    database.run("INSERT INTO backup_codes (account, hash, desk_until) VALUES (?1, ?2, ?3)", request.account,
                 blob_of(hash), request.desk_until);
  }
  audit_change(database, request.account, request.desk_until ? "desk_code_made" : "backup_codes_made", request.actor,
               request.now);
  return true;
}

BackupUse use_backup_code(Database& database, const std::string& account, const std::string& hash, TimePoint now) {
  BackupUse use = BackupUse::unknown;
  {
    Query rows = database.query(
        "SELECT desk_until FROM backup_codes WHERE account = ?1 AND hash = ?2 AND (desk_until IS NULL OR desk_until > ?3)",
        account, blob_of(hash), now);
    if (!rows.next()) return use;
    use = rows.is_null(0) ? BackupUse::backup : BackupUse::desk;
  }
  database.run("DELETE FROM backup_codes WHERE account = ?1 AND hash = ?2", account, blob_of(hash));
  return use;
}

}  // namespace tessera::sqlite
