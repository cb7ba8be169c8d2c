// SPDX-License-Identifier: Apache-2.0
// Contacts that proved themselves, and those that wait to take their place.
#pragma once

#include <string>
#include <vector>

#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

std::vector<Binding> bindings_of(Database& database, const std::string& account);

/// Keeps what proved itself; what is held of its kind is forgotten.
void bind(Database& database, const std::string& account, const PutBinding& binding, TimePoint now);

bool hold_contact(Database& database, const HoldContact& request);
bool accept_contacts(Database& database, const std::string& account, const std::string& actor,
                     const std::string& reason, TimePoint now);
std::vector<NamedBinding> list_bindings(Database& database, const BindingQuery& query);
unsigned reseal_bindings(Database& database, const std::vector<ResealBinding>& bindings);

}  // namespace tessera::sqlite
