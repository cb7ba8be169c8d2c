// SPDX-License-Identifier: Apache-2.0
// Backup codes and the help desk's codes: for when phone, gateway or network are away.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "daemon/core/code.hpp"

namespace tessera {

inline constexpr unsigned backup_codes_a_set = 10;
inline constexpr std::chrono::minutes desk_code_lifetime{10};

/// "k7mf-2qpx": 40 random bits in small letters and digits that are not mistaken for each other (Crockford's base
/// 32), with at least one letter, so that it is never read as a code of digits.
Result<std::string, CodeError> make_backup_code(const RandomSource& random);

/// One an account, so that a try costs one hash, however many codes are left.
Result<std::string, CodeError> make_backup_salt(const RandomSource& random);

/// scrypt (RFC 7914) with N = 2^14, r = 8, p = 1: tens of milliseconds and 16 MiB, so on a worker. Empty without memory.
std::string hash_backup_code(std::string_view salt, std::string_view code);

}  // namespace tessera
