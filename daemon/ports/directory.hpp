// SPDX-License-Identifier: Apache-2.0
// Who is this name? tests/contract/directory holds every adapter to this.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/core/types.hpp"
#include "daemon/ports/async.hpp"

namespace tessera {

enum class Origin {
  local,    ///< in the host's passwd file
  sso,      ///< known by a source of `sso.sources`; its identity provider does its own MFA
  other,    ///< known by another NSS source: treated as local
  nobody,   ///< every source answered that it does not know the name
  unclear,  ///< a source could not answer: refuse, it is not 'nobody' (R-61, R-66)
};

struct Whois {
  Origin origin = Origin::unclear;
  std::string name;
  std::string source;  ///< "files", "sss", "extrausers", …
  std::string detail;  ///< for the log
  std::optional<std::uint32_t> gid{};  ///< the primary group, where another source than `files` told one
};

enum class ContactsAnswer {
  found,    ///< `contacts` are what the source has, perhaps none
  nobody,   ///< every source answered that it does not know the account
  unclear,  ///< a source could not answer; a later one was not asked (R-61)
};

/// How an account is reached, by the sources of `accounts.sources` that are not the store.
struct FoundContacts {
  ContactsAnswer answer = ContactsAnswer::unclear;
  Contacts contacts;
  std::optional<std::string> language;
  std::string source;  ///< "csv", "ldap", …
  std::string detail;  ///< for the log
};

class Directory {
 public:
  virtual ~Directory() = default;
  /// Never fails otherwise than with `unclear`, and never waits beyond its own limit (3 s).
  virtual Async<Whois> find(std::string name) = 0;
  virtual Async<Whois> find_uid(std::uint32_t uid) = 0;
  /// Likewise within 3 s. For accounts whose contacts are not in the store.
  virtual Async<FoundContacts> contacts_of(std::string name) = 0;
  /// Which of `populations.creator_groups` it is in, by the host's group file; `gid` is what find() told. Cheap: no I/O
  /// on the event loop but a stat.
  virtual std::vector<std::string> creator_groups_of(const std::string& name, std::optional<std::uint32_t> gid) = 0;
  /// "creator" or "express".
  bool is_creator(const std::string& name, std::optional<std::uint32_t> gid = std::nullopt) {
    return !creator_groups_of(name, gid).empty();
  }
};

}  // namespace tessera
