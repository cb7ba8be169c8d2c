// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <security/pam_modules.h>

#include <string_view>

#include "shared/protocol.hpp"

namespace tessera::pam {

/// A text item of PAM (PAM_USER, PAM_SERVICE, ...), empty when it is not set.
std::string_view item_text(pam_handle_t* pamh, int item);

/// Who logs in from where, as PAM says. The texts belong to libpam and hold until an item is set anew.
/// Version and time left are filled in by the relay.
Hello read_greeting(pam_handle_t* pamh, int flags);

}  // namespace tessera::pam
