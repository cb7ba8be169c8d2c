// SPDX-License-Identifier: Apache-2.0
// Authenticator apps and the data keys that seal their seeds. An account has one app that counts, and while a new
// phone is held, one that will: the newest row whose time has come.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

std::string bytes_of(std::span<const std::byte> blob);
inline std::span<const std::byte> blob_of(const std::string& bytes) { return std::as_bytes(std::span(bytes)); }
/// The value of a row's words and numbers; what means nothing is damage and sticks.
TotpParameters parameters_in(Database& database, Query& row, int first_column);

/// The one that counts at `now`.
std::optional<StoredApp> app_of(Database& database, const std::string& account, TimePoint now);
/// When the one on hold will count; nothing when none is.
std::optional<TimePoint> app_held_until(Database& database, const std::string& account, TimePoint now);
/// The compare-and-set of R-04; false when the step, or a later one, was accepted meanwhile. Rows that the app has
/// taken the place of go.
bool accept_step(Database& database, const std::string& account, const StoredApp& app, TimeStep step);

Put put_app(Database& database, const PutApp& request);
/// In place of what is held, or of everything when it counts at once.
void insert_app(Database& database, const std::string& account, const StoredApp& app, TimePoint now);
bool remove_app(Database& database, const std::string& account, const std::string& actor, TimePoint now);
bool cancel_held_app(Database& database, const std::string& account, const std::string& actor, TimePoint now);

std::optional<WrappedKey> newest_data_key(Database& database);
bool add_data_key(Database& database, const WrappedKey& key, const std::string& actor, TimePoint now);
std::vector<NamedApp> apps_not_under(Database& database, std::uint32_t key, const std::string& after, unsigned limit);
unsigned reseal(Database& database, const std::vector<Reseal>& seeds);
unsigned drop_unused_data_keys(Database& database, const std::string& actor, TimePoint now);

}  // namespace tessera::sqlite
