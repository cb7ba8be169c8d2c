// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include "daemon/admin/context.hpp"
#include "daemon/runtime/seqpacket.hpp"

namespace tessera {

/// Root, and whom the daemon runs as.
constexpr bool may_administer(uid_t peer, uid_t own) {
  return peer == 0 || peer == own;
}

/// Serves one accepted connection of admin.sock until it is closed, idle for a minute, or breaks a bound.
/// Only root and the daemon's own uid are served; anybody else is told so (77) and let go.
Async<void> serve_admin(AdminContext context, Seqpacket connection);

}  // namespace tessera
