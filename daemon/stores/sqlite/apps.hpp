// SPDX-License-Identifier: Apache-2.0
// Authenticator apps and the data keys that their seeds are sealed under.
#pragma once

#include <vector>

#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

std::optional<StoredApp> app_of(Database& database, const std::string& account);
/// The compare-and-set of R-04: false when this step or a later one was accepted meanwhile.
bool accept_step(Database& database, const std::string& account, TimeStep step);

Put put_app(Database& database, const PutApp& request);
bool remove_app(Database& database, const std::string& account, const std::string& actor, TimePoint now);

std::optional<WrappedKey> newest_data_key(Database& database);
bool add_data_key(Database& database, const WrappedKey& key, const std::string& actor, TimePoint now);
std::vector<NamedApp> apps_not_under(Database& database, std::uint32_t key, const std::string& after, unsigned limit);
unsigned reseal(Database& database, const std::vector<Reseal>& seeds);
unsigned drop_unused_data_keys(Database& database, const std::string& actor, TimePoint now);

}  // namespace tessera::sqlite
