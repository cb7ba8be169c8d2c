// SPDX-License-Identifier: Apache-2.0
// Consecutive failures of an account and its lock. An account without a row has none.
#pragma once

#include <optional>
#include <string>

#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

struct Attempts {
  unsigned failures = 0;
  std::optional<TimePoint> locked_until;
};

/// What is on record; a lock that is over at `now` is left out.
Attempts attempts_of(Database& database, const std::string& account, TimePoint now);

/// One more failure, and a lock when core says so.
Attempts add_failure(Database& database, const std::string& account, Attempts before, const AttemptLimits& limits,
                     TimePoint now);

/// False when there was nothing to clear.
bool clear_attempts(Database& database, const std::string& account);

}  // namespace tessera::sqlite
