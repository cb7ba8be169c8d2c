// SPDX-License-Identifier: Apache-2.0
// What pam_google_authenticator and pam_oath know of their users, and the codes that they accept.
#pragma once

#include <cstdint>
#include <string>

namespace tessera::bench {

/// RFC 6238 with SHA-1, 30 s and 6 digits, of the account's secret, now.
std::string app_code(std::uint32_t account);

/// ~/.google_authenticator as `google-authenticator -t -d -f -r 3 -R 30 -w 3` writes it, the answers that the
/// tool recommends, in a home of the directory `homes`: as if the last login was long ago. On disk when it returns.
void write_google_secret(const std::string& homes, std::uint32_t account);

/// pam_oath's one file for all users, likewise.
void write_oath_users(const std::string& file, std::uint32_t accounts);

}  // namespace tessera::bench
