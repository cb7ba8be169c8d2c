// SPDX-License-Identifier: Apache-2.0
// Which contacts of an account count, by what was bound and what its source has now.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/core/binding.hpp"
#include "daemon/core/sealing.hpp"
#include "daemon/ports/directory.hpp"
#include "daemon/ports/random.hpp"
#include "daemon/ports/store.hpp"

namespace tessera {

/// What the store remembers of one kind of contact, opened.
struct OpenedBindings {
  Remembered remembered;
  std::optional<Sealed> held;  ///< as the store has it
  TimePoint held_since{};
  bool unreadable = false;     ///< what is bound does not open: nobody can say what counts
};
OpenedBindings open_bindings(const SeedKeys& seeds, const std::string& account, const std::vector<Binding>& bindings,
                             ContactKind kind);

/// What a source has of one kind, where the store is to hear of it or another contact counts in its place.
struct ContactNews {
  ContactKind kind{};
  BindingStep step{};
  std::string source;              ///< in its sealed form; empty: the source has none
  std::optional<Sealed> before;    ///< what is held now
  TimePoint until{};               ///< of what is held now

  /// It does not count yet.
  bool waits() const { return step == BindingStep::hold || step == BindingStep::wait; }
};

struct CountedContacts {
  Contacts contacts;
  std::vector<ContactNews> news;
  bool unreadable = false;  ///< a contact was left out, since what was bound in its place does not open
};

/// `on_record`: the contacts are the store's own, whose record is the memory of a first sight.
CountedContacts count_contacts(const SeedKeys& seeds, const std::string& account, const std::vector<Binding>& bindings,
                               const Contacts& source, bool on_record, TimePoint now);

/// "; phone +1 *** *** **43 is held" for the log; empty where there is nothing to say.
std::string explanation_of(const CountedContacts& counted);

/// Store::find_account(), with the contacts that count in place of those on record; where there are none and
/// `ask_sources`, those of the other sources. One that cannot answer leaves the account without.
Async<Stored<AccountState>> counted_account(Store& store, Directory& directory, const SeedKeys& seeds, std::string name,
                                            TimePoint now, bool ask_sources);

/// A contact that is to be bound or held, not sealed yet.
struct NewBinding {
  ContactKind kind{};
  BindingState state{};
  std::string contact;  ///< in its sealed form
  TimePoint since{};
  TimePoint until{};
  std::optional<Sealed> replaces = {};  ///< as PutBinding has it
};

/// Sealed under a data key of the store's. Without randomness, or a key: unavailable.
Async<Stored<std::vector<PutBinding>>> seal_bindings(Store& store, const SeedKeys& seeds, Random& random,
                                                     std::string account, std::vector<NewBinding> bindings,
                                                     TimePoint now);

}  // namespace tessera
