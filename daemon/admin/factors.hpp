// SPDX-License-Identifier: Apache-2.0
// What the verbs about apps and codes share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/admin/call.hpp"
#include "daemon/core/notices.hpp"

namespace tessera {

/// Why the second step of `name` may not be changed here: nobody's name, or one of an identity provider's.
Async<std::optional<Outcome>> factor_objection(AdminContext context, std::string name);

/// What the notices to an account say about it and its environment.
ScreenContext notice_context(const AdminContext& context, const std::string& name);

/// The line in the journal.
void note_factor(const Call& call, std::string_view message, std::string_view account);

}  // namespace tessera
