// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>

#include "daemon/core/types.hpp"

namespace tessera {

/// How long ago the parent of `pid` was started. For sshd's authentication process the parent is the
/// connection's monitor, so this is what LoginGraceTime has used up. Nothing when /proc does not tell.
std::optional<milliseconds> parent_age(pid_t pid);

}  // namespace tessera
