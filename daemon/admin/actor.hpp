// SPDX-License-Identifier: Apache-2.0
// Who really acts: the audit loginuid, which sudo and su leave as it was at login.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace tessera {

/// What /proc/PID/loginuid says: digits, maybe a line feed. Nothing for 4294967295, which means unset.
std::optional<std::uint32_t> parse_loginuid(std::string_view text);

/// The audit loginuid of a process; nothing where it is unset, the process is gone, or the kernel keeps none.
std::optional<std::uint32_t> loginuid_of(pid_t pid);

}  // namespace tessera
