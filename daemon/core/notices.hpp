// SPDX-License-Identifier: Apache-2.0
// What a person is told, over another channel, of what happened to their account.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/core/binding.hpp"
#include "daemon/core/screens.hpp"

namespace tessera {

struct Notice {
  std::string_view event;  ///< for the log, a literal
  std::string subject;
  std::string text;  ///< one or two GSM-7 segments
};

/// `until`: nothing where no code works until an administrator unlocks.
Notice lock_notice(const ScreenContext& context, unsigned failures, std::optional<TimePoint> until);
Notice backup_code_notice(const ScreenContext& context, unsigned left);
Notice new_backup_codes_notice(const ScreenContext& context);
Notice desk_code_notice(const ScreenContext& context);
/// `held_until`: a new phone that counts later.
Notice app_notice(const ScreenContext& context, bool replaced, const std::optional<TimePoint>& held_until);
Notice app_removed_notice(const ScreenContext& context);
/// A new phone that was held will not count.
Notice app_cancelled_notice(const ScreenContext& context);

/// `contact` in its sealed form; `hold` is how long it waits.
Notice held_contact_notice(const ScreenContext& context, ContactKind kind, const std::string& contact, milliseconds hold);
/// Likewise, of a contact of a kind that the account had not had.
Notice added_contact_notice(const ScreenContext& context, ContactKind kind, const std::string& contact);
/// Contacts that were changed at once, for those that counted before.
Notice changed_contacts_notice(const ScreenContext& context);

}  // namespace tessera
