// SPDX-License-Identifier: Apache-2.0
// Files of contacts, read whole: one mistake makes a file bad, since nobody can tell which rows still hold.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/config/load.hpp"
#include "daemon/core/types.hpp"
#include "shared/result.hpp"

namespace tessera {

struct ContactEntry {
  Contacts contacts;
  std::optional<std::string> language;
};

using ContactTable = std::unordered_map<std::string, ContactEntry>;

/// The table of an open file, or at most 20 of its mistakes, without whole numbers.
using ReadContacts = Result<ContactTable, std::vector<ConfigError>> (*)(int file, const std::string& path,
                                                                        const Config& config);

/// account,phone,email[,language], as `tesseractl account import` takes it.
Result<ContactTable, std::vector<ConfigError>> read_csv_contacts(int file, const std::string& path, const Config& config);

/// A map: `ana: { phone: "+15005550142", email: ana@example.com, language: de }`.
Result<ContactTable, std::vector<ConfigError>> read_yaml_contacts(int file, const std::string& path, const Config& config);

/// The office and home phone of passwd(5)'s GECOS fields, and what in them is an address. Lines without any are left
/// out; nothing there is a mistake, since people write it themselves.
Result<ContactTable, std::vector<ConfigError>> read_gecos_contacts(int file, const std::string& path, const Config& config);

/// The first of the numbers, in this order, that is valid, not premium-rate, and of an allowed region.
std::optional<Phone> first_allowed(const std::vector<std::string>& numbers, const Config& config);

}  // namespace tessera
