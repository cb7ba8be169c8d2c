// SPDX-License-Identifier: Apache-2.0
// What must hold before an account's contacts are changed here. Pure.
#pragma once

#include <optional>
#include <string>

#include "daemon/admin/arguments.hpp"
#include "daemon/admin/call.hpp"
#include "daemon/config/config.hpp"

namespace tessera {

/// What a request asks of an account's contacts.
struct ContactChange {
  Change<Phone> phone;
  Change<std::string> email;
};

Contacts applied(const ContactChange& change, Contacts contacts);

/// A value that is given but may not be kept.
std::optional<Outcome> value_objection(const ContactChange& change, const Config& config);

/// A contact of `accounts.require` that is missing in `after`, and was there `before`.
std::optional<Outcome> requirement_objection(const std::string& name, const Contacts& after,
                                             const Contacts& before, const Config& config);
/// The same for a new account: everything required must be there.
std::optional<Outcome> requirement_objection(const std::string& name, const Contacts& contacts,
                                             const Config& config);

/// A name that can be nobody's.
std::optional<Outcome> name_objection(const std::string& name);

/// Single sign-on accounts are changed at their identity provider; who cannot be told apart, not now.
std::optional<Outcome> origin_objection(const Whois& whois);

/// A name that nobody knows is no mistake where the administrator says so.
std::optional<Outcome> unknown_objection(const Whois& whois, bool allow_unknown);

/// A reason goes into one line of the audit log.
std::optional<Outcome> reason_objection(const std::string& reason);

/// What was bound cannot be compared with what is wanted.
Outcome unreadable_binding(const std::string& name);

/// 67, naming what was looked at.
Outcome no_such_account(const std::string& name);

}  // namespace tessera
