// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <security/pam_modules.h>

#include "pam_module/options.hpp"

namespace tessera::pam {

/// Tells tesserad that a session has begun, so that su and sudo in it may profit from its login's trust. Waits for
/// nothing but a connection, and whatever fails is of no consequence: the session goes on.
void tell_session_opened(pam_handle_t* pamh, const Options& options);

}  // namespace tessera::pam
