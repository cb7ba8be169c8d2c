// SPDX-License-Identifier: Apache-2.0
// Whether an account gets in once the switch stands at enforce: one pure function over what is known of it.
#pragma once

#include <string_view>

#include "daemon/core/policy.hpp"

namespace tessera {

struct ReadinessFacts {
  Standing standing = Standing::unclear;
  bool is_machine = false;
  bool is_root = false;
  bool has_app = false;
  bool has_phone = false, has_email = false;
  bool needs_phone = false, needs_email = false;  ///< accounts.require
  bool has_working_channel = false;               ///< one of its contacts has a channel with a healthy gateway
  bool contact_unreadable = false;                ///< one was left out: what is bound in its place does not open
  bool codes_off = false;
  unsigned backup_codes = 0;
};

enum class Readiness {
  ready,
  sso,
  machine,
  root,
  gone,
  no_contact,
  no_email,
  no_phone,
  no_channel,
  codes_off,
  unreadable,
  unclear,
};

/// "ready", "no-email", …
std::string_view name_of(Readiness readiness);

/// False for who would not get in, lacks what accounts.require names, or has a contact that does not open.
bool is_ready(Readiness readiness);

Readiness readiness_of(const ReadinessFacts& facts);

}  // namespace tessera
