// SPDX-License-Identifier: Apache-2.0
// What a store file looks like, and how an older one becomes a newer one. Expand, then contract: a release
// reads and writes the schema of the release after it, as long as that one's `min_reader` allows it.
#pragma once

#include <string>

#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

inline constexpr int schema_version = 7;

/// Fills an empty file: all migrations, the switch `off`. The file is a plain one, without a write-ahead log.
Result<void, std::string> create(Database& database, TimePoint now);

/// Checks that this is a store of Tessera's, undamaged where that is cheap to tell, and of a schema
/// that this release knows, migrating an older one.
Result<void, std::string> adopt(Database& database);

/// Readers do not wait for the writer and a commit is one fsync. An error where the file system cannot do it.
Result<void, std::string> use_write_ahead_log(Database& database);

/// The number of the schema in the file.
int schema_of(Database& database);

}  // namespace tessera::sqlite
