// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "helpers/directory/contact_sources.hpp"
#include "shared/directory_protocol.hpp"

namespace tessera {

/// The answer to FindContacts, as ContactsFound carries it.
struct ContactFinding {
  Found found = Found::unclear;
  std::string source;
  ContactOutcome outcome;
};

/// Asks one source within whatever time it has.
using AskContacts = std::function<ContactOutcome(const NamedContactSource& source, const std::string& account)>;

/// Walks the sources in order: the first that knows the account decides, the first that fails ends the walk as
/// `unclear`, since it might have known other contacts than a later one.
ContactFinding search_contacts(const std::string& account, const std::vector<NamedContactSource>& sources,
                               const AskContacts& ask);

}  // namespace tessera
