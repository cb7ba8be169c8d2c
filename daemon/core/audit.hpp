// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "daemon/core/types.hpp"

namespace tessera {

/// One line of the audit log. It never holds a code, a seed, or a whole number or address.
struct AuditEntry {
  std::string reference;  ///< four letters or digits, unique a day; only refusals have one
  TimePoint time{};
  std::string account;
  std::string service;  ///< empty for an administrator's act
  std::string rhost;
  std::string channel;  ///< "text", …; empty where none was involved
  std::string result;   ///< "proven", "wrong", "refused", "cancelled", "observed", "changed"
  std::string reason;   ///< for a machine: "locked", "no_contact", "account_added", …
  std::string actor;    ///< who acted, for an administrator's act
  std::string detail;   ///< one line for a person
};

}  // namespace tessera
