// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string_view>

namespace tessera::pam {

/// The arguments of the module's line in a PAM stack.
struct Options {
  const char* socket = "/run/tessera/login.sock";  ///< socket=PATH, absolute
  int timeout_s = 100;                             ///< timeout=SECONDS, 1 to 3600
  uid_t daemon_uid = 0;                            ///< daemon_uid=UID of the process that listens on `socket`
};

/// Fills `options`; `service` decides the default of timeout=. Returns the first argument that is unknown or
/// out of range, for the log, or nullptr. A bad argument refuses the login: it never opens.
const char* parse_options(int argc, const char* const* argv, std::string_view service, Options& options);

}  // namespace tessera::pam
