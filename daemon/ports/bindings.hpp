// SPDX-License-Identifier: Apache-2.0
// Which contacts of an account count, as the store port passes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/core/binding.hpp"
#include "daemon/core/sealing.hpp"
#include "daemon/core/types.hpp"

namespace tessera {

/// A contact that counts, or one that waits to take its place. Opens with SeedKeys alone.
struct Binding {
  ContactKind kind{};
  BindingState state{};
  WrappedKey key;
  Sealed contact;
  TimePoint since{};
  TimePoint until{};  ///< of one that is held: from then on it counts
};

/// A binding to be kept, in place of any other of its kind and state.
struct PutBinding {
  ContactKind kind{};
  BindingState state{};
  std::uint32_t key = 0;  ///< of a data key on record
  Sealed contact;
  TimePoint since{};
  TimePoint until{};
  std::string detail;  ///< masked, for the audit log
  /// Of a login: the held one that counts from now on, which must still be held; nothing: only what nothing precedes.
  std::optional<Sealed> replaces = {};
};

/// A contact that was seen to be another than the bound one; nothing held: it is the bound one again, or gone.
struct HoldContact {
  std::string account;
  ContactKind kind{};
  std::optional<Sealed> before;    ///< what is held now: taken only if it still is
  std::optional<PutBinding> held;
  TimePoint now{};
};

/// Contacts that count at once, in place of what was bound and held of their kinds.
struct AcceptContacts {
  std::string account;
  std::vector<PutBinding> bound;
  std::string actor;
  TimePoint now{};
};

struct NamedBinding {
  std::string account;
  Binding binding;
};

/// A page of bindings by account: of at most `accounts` accounts, each with all that are asked for.
struct BindingQuery {
  bool held = false;                        ///< of the accounts that have a held one, all of theirs
  std::optional<std::uint32_t> not_under;   ///< those that are not sealed under this data key
  std::string after;                        ///< an account
  unsigned accounts = 200;
};

/// A binding that is to be sealed under another key: taken only if it still is what it was.
struct ResealBinding {
  std::string account;
  ContactKind kind{};
  BindingState state{};
  Sealed before;
  std::uint32_t key = 0;
  Sealed after;
};

}  // namespace tessera
