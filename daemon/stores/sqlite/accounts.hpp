// SPDX-License-Identifier: Apache-2.0
// Accounts and the environment's switch, as an administrator reads and changes them. Each function is one
// operation; a change and its audit row are one commit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

std::optional<Account> account_named(Database& database, const std::string& name);
std::vector<std::optional<Account>> find_accounts(Database& database, const std::vector<std::string>& names);
AccountState find_account(Database& database, const std::string& name, TimePoint now);
std::vector<Account> list_accounts(Database& database, const std::string& after, unsigned limit);

/// A code or a link on its way to the old contact is worth nothing now, nor is what was trusted on the strength of it.
void forget_what_contacts_proved(Database& database, const std::string& account);

Put put_account(Database& database, const PutAccount& request);
std::vector<Put> put_accounts(Database& database, const std::vector<PutAccount>& requests);
bool remove_account(Database& database, const std::string& name, const std::string& actor, TimePoint now);
bool unlock(Database& database, const std::string& name, const std::string& actor, TimePoint now);

EnvironmentState environment(Database& database);
void set_switch(Database& database, const EnvironmentState& state);

StoreStatus status(Database& database, TimePoint now);

}  // namespace tessera::sqlite
