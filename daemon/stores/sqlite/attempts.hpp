// SPDX-License-Identifier: Apache-2.0
// Consecutive failures and the lock that they led to: one count an account, and one of its own for each
// place with a success lately. What has no row has no failures.
#pragma once

#include <optional>
#include <string>

#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

struct Attempts {
  unsigned failures = 0;
  std::optional<TimePoint> locked_until;
  bool known_place = false;  ///< the count is the place's own

  bool closed() const { return locked_until.has_value() || codes_are_off(failures); }
};

/// The count that this login adds to; a lock that is over at `now` is left out.
Attempts attempts_at(Database& database, const LoginKey& login, TimePoint now);

/// The highest count and the latest lock of an account and its known places.
Attempts worst_attempts_of(Database& database, const std::string& account, TimePoint now);

/// One more failure, and a lock when core says so.
Attempts add_failure(Database& database, const LoginKey& login, const Attempts& before, const AttemptLimits& limits,
                     TimePoint now);

/// Ends the count that this login adds to, and makes its place known.
void record_success(Database& database, const LoginKey& login, const Attempts& before, TimePoint now);

bool has_known_place(Database& database, const std::string& account, TimePoint now);

/// Every count of the account; false when there was nothing to clear.
bool clear_attempts(Database& database, const std::string& account);

}  // namespace tessera::sqlite
