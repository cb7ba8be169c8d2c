// SPDX-License-Identifier: Apache-2.0
// For sshd's ForceCommand: who must have an app and has none is led to it, everybody else to what they came for.
#pragma once

#include <string>

#include "cli/tessera/terminal.hpp"

namespace tessera::own {

/// Becomes the caller's shell, or what SSH_ORIGINAL_COMMAND says; returns what to exit with where it does not.
int gate(const std::string& socket, Console& console);

}  // namespace tessera::own
