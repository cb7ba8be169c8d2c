// SPDX-License-Identifier: Apache-2.0
// What the verbs that change contacts, and those that show what is held, share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/admin/call.hpp"
#include "daemon/admin/contact_plan.hpp"

namespace tessera {

/// An account's contacts, wherever they come from, and which of them count.
struct KnownContacts {
  AccountState state;           ///< the account with the contacts of its source
  CountedContacts counted;
  bool on_record = false;       ///< the store has them
  std::string unclear;          ///< why a source could not say; empty: it could
};
Async<Stored<KnownContacts>> known_contacts(AdminContext context, std::string name, bool ask_sources);

/// Seals what the plan keeps and puts it into the request.
Async<Stored<PutAccount>> with_plan(AdminContext context, PutAccount request, ContactPlan plan);

/// Tells the contacts that counted before of what is held from now on, or that others count.
void tell_of_change(const AdminContext& context, const std::string& account, const ContactPlan& plan);

/// What is held, as verbs show it: {"phone": {"contact", "since", "until"}, …}.
Json held_item(const std::vector<NewBinding>& held);

/// What waits to take the place of a contact that counts; one that no login has seen yet waits from then on.
void add_held(Json& item, const CountedContacts& counted);

std::string_view key_of(ContactKind kind);

}  // namespace tessera
