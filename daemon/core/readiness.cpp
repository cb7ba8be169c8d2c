// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/readiness.hpp"

namespace tessera {

std::string_view name_of(Readiness readiness) {
  constexpr std::string_view names[] = {"ready",    "sso",      "machine",    "root",      "gone",   "no-contact",
                                        "no-email", "no-phone", "no-channel", "codes-off", "unreadable", "unclear"};
  return names[static_cast<unsigned>(readiness)];
}

bool is_ready(Readiness readiness) { return readiness <= Readiness::gone; }

Readiness readiness_of(const ReadinessFacts& facts) {
  if (facts.standing == Standing::unclear) return Readiness::unclear;
  if (facts.standing == Standing::nobody) return Readiness::gone;
  if (facts.standing == Standing::sso) return Readiness::sso;
  if (facts.is_machine) return Readiness::machine;
  if (facts.is_root && facts.backup_codes > 0) return Readiness::root;
  if (facts.codes_off) return Readiness::codes_off;
  if (facts.contact_unreadable) return Readiness::unreadable;
  if (!facts.has_phone && !facts.has_email && !facts.has_app) return Readiness::no_contact;
  if (facts.needs_email && !facts.has_email) return Readiness::no_email;
  if (facts.needs_phone && !facts.has_phone) return Readiness::no_phone;
  return facts.has_app || facts.has_working_channel ? Readiness::ready : Readiness::no_channel;
}

}  // namespace tessera
