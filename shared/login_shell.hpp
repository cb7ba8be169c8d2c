// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tessera {

/// Whether whoever has this shell can work with it; an empty one means /bin/sh.
constexpr bool is_login_shell(std::string_view shell) {
  while (!shell.empty() && (shell.back() == ' ' || shell.back() == '\r')) shell.remove_suffix(1);
  const std::string_view program = shell.substr(shell.rfind('/') + 1);
  for (const std::string_view none : {"nologin", "false", "true", "sync", "shutdown", "halt"}) {
    if (program == none) return false;
  }
  return true;
}

}  // namespace tessera
