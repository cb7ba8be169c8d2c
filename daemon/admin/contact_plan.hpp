// SPDX-License-Identifier: Apache-2.0
// What an administrator's change of contacts comes to: what counts at once, and what is held. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/enrolment/bindings.hpp"

namespace tessera {

/// The account before the change, as the store has it.
struct BeforeChange {
  std::optional<Account> account;
  std::vector<Binding> bindings;
};

struct ChangeTiming {
  TimePoint now{};
  milliseconds hold{};
  std::vector<ContactKind> at_once = {};  ///< without a hold; what is held of these ends, too
};

struct ContactPlan {
  std::vector<NewBinding> bindings;   ///< to be kept
  std::vector<ContactKind> settled;   ///< what is held of these is to be forgotten
  std::vector<NewBinding> held;       ///< what does not count yet, from now on or still
  std::vector<NewBinding> newly_held; ///< of these, what its person is to be told of
  Contacts counted_before;
  Contacts counted_after;
  bool unreadable = false;            ///< what is bound does not open, so nothing can be compared with it
};

ContactPlan plan_change(const SeedKeys& seeds, const std::string& name, const BeforeChange& before,
                        const Contacts& after, ChangeTiming timing);

}  // namespace tessera
