// SPDX-License-Identifier: Apache-2.0
// What /proc tells of a peer (proc(5)); nothing where it does not tell.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

#include "daemon/core/types.hpp"
#include "daemon/core/fresh_logins.hpp"

namespace tessera {

/// How long ago sshd began to serve the connection that `pid` authenticates: what LoginGraceTime has used up.
/// sshd makes each connection's process a session leader; PAM runs in that process (the password method) or in
/// a child of it (keyboard-interactive).
std::optional<milliseconds> connection_age(pid_t pid);

/// The process itself, and the one that started it.
std::optional<Process> process_of(pid_t pid);
std::optional<Process> parent_of(pid_t pid);

/// The number of the audit login session, which su and sudo leave as it was at login; nothing where it is unset.
std::optional<std::uint32_t> audit_session_of(pid_t pid);

/// Of this boot; empty where the kernel does not tell.
std::string boot_id();

/// Who runs a set-uid program.
std::optional<std::uint32_t> real_uid_of(pid_t pid);

}  // namespace tessera
