// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/tessera/link.hpp"
#include "cli/tessera/terminal.hpp"
#include "shared/user_protocol.hpp"

namespace tessera::own {

/// Says what is wanted, then does only what it is told until tesserad is done. What to exit with.
int converse(Link& link, Console& console, user::Action action, const std::string& ticket,
             const std::string& channel = {});

/// How the caller's account stands, without a word but for what went wrong.
struct Standing {
  int exit = 0;
  user::Need app_needed = user::Need::none;
};
Standing inquire(Link& link, Console& console);

}  // namespace tessera::own
