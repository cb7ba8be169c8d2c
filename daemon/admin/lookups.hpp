// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "daemon/ports/directory.hpp"

namespace tessera {

/// As many unclear answers mean that a source is away, not that a few lines of a file are damaged.
inline constexpr unsigned most_unclear = 16;

/// Where each name comes from, in the same order, several lookups at once. After `most_unclear` unclear answers
/// nothing more is looked up: the rest is unclear as well, so that a dead source costs one wait and not a wait
/// a name.
Async<std::vector<Whois>> find_all(Directory& directory, std::vector<std::string> names);

/// The same of their contacts, in the sources that are not the store.
Async<std::vector<FoundContacts>> contacts_of_all(Directory& directory, std::vector<std::string> names);

}  // namespace tessera
