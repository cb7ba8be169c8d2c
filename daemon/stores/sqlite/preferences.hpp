// SPDX-License-Identifier: Apache-2.0
// The channel that a person wants to be offered first.
#pragma once

#include <optional>
#include <string>

#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

std::optional<Channel> preference_of(Database& database, const std::string& account);
/// Nothing takes the wish back. Audited where it changes something.
void put_preference(Database& database, const std::string& account, std::optional<Channel> channel, TimePoint now);

}  // namespace tessera::sqlite
