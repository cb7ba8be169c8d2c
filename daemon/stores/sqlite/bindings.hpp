// SPDX-License-Identifier: Apache-2.0
// Contacts that proved themselves, and those that wait to take their place.
#pragma once

#include <string>
#include <vector>

#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

std::vector<Binding> bindings_of(Database& database, const std::string& account);

/// Keeps what counts from now on; what is held of its kind is forgotten, and what the old one proved.
void bind(Database& database, const std::string& account, const PutBinding& binding, TimePoint now);
/// What an administrator's change comes to.
void put_bindings(Database& database, const PutAccount& request);
void drop_bindings(Database& database, const std::string& account);

bool hold_contact(Database& database, const HoldContact& request);
bool accept_contacts(Database& database, const AcceptContacts& request);
std::vector<std::vector<Binding>> find_bindings(Database& database, const std::vector<std::string>& names);
std::vector<NamedBinding> list_bindings(Database& database, const BindingQuery& query);
unsigned reseal_bindings(Database& database, const std::vector<ResealBinding>& bindings);

}  // namespace tessera::sqlite
