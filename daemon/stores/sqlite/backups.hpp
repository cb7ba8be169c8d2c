// SPDX-License-Identifier: Apache-2.0
// Backup codes and the help desk's, as hashes under one salt an account.
#pragma once

#include <optional>
#include <string>

#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

/// Nothing when no code is left.
std::optional<BackupSet> backup_set_of(Database& database, const std::string& account, TimePoint now);
bool put_backup_codes(Database& database, const PutBackupCodes& request);

enum class BackupUse { unknown, backup, desk };
/// Takes the code away, so that it works once.
BackupUse use_backup_code(Database& database, const std::string& account, const std::string& hash, TimePoint now);

}  // namespace tessera::sqlite
