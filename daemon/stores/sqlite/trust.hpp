// SPDX-License-Identifier: Apache-2.0
// Places that need no second question for a while. What is over is forgotten.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

std::optional<TimePoint> trusted_until(Database& database, const std::string& account, const std::string& place,
                                       TimePoint now);
void put_trust(Database& database, const TrustedPlace& place);
std::vector<TrustedPlace> list_trust(Database& database, const std::optional<std::string>& account, TimePoint now);
unsigned revoke_trust(Database& database, const std::string& account, const std::string& actor, TimePoint now);
/// Without a word in the log: another change is the reason.
void drop_trust(Database& database, const std::string& account);

}  // namespace tessera::sqlite
