// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace tessera {

/// Whether the authentication of a PAM service reaches pam_tessera: its file in `folder` or, where it has none, that of
/// `other`, with all that they include. What cannot be read is taken to reach it.
bool reaches_module(const std::string& folder, const std::string& service);

}  // namespace tessera
