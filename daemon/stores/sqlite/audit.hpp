// SPDX-License-Identifier: Apache-2.0
// The audit log: rows are added in the commit of what they tell about, never changed.
#pragma once

#include <string>
#include <vector>

#include "daemon/ports/random.hpp"
#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

/// Adds the row as it is, but with a new reference when one is wanted. Returns the reference, or nothing.
std::string append_audit(Database& database, Random& random, const AuditEntry& entry, bool wants_reference);

/// An administrator's act: result "changed".
void audit_change(Database& database, std::string account, std::string reason, std::string actor, TimePoint at,
                  std::string detail = {});

std::vector<AuditEntry> read_log(Database& database, const LogQuery& query);

}  // namespace tessera::sqlite
