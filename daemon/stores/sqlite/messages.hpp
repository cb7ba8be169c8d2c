// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/core/audit.hpp"
#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

/// Adds to the detail of a refusal which messages its login had: "messages: text by kannel sent 2026-11-24T14:02:00Z; …".
/// They are forgotten with their codes, minutes later, while the refusal stays.
void add_messages(Database& database, AuditEntry& entry);

}  // namespace tessera::sqlite
