// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace tessera {

/// Where libpam looks for stacks, in this order: the administrator's folder and, beside /etc/pam.d, the distribution's.
std::vector<std::string> pam_folders(const std::string& administrators);

/// Whether the authentication of a PAM service reaches pam_tessera: its file in the first of `folders` that has one or,
/// where none has, that of `other`, with all that they include. What cannot be read is taken to reach it.
bool reaches_module(const std::vector<std::string>& folders, const std::string& service);

}  // namespace tessera
