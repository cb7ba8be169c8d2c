// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tessera {

/// Stands for the account's name in the filter of an LDAP source, tessera-accounts(5).
inline constexpr std::string_view ldap_account = "{account}";

}  // namespace tessera
