// SPDX-License-Identifier: Apache-2.0
// `tesseractl test-login` speaks the module's protocol, and says so: what it tries must not pass for a login.
#pragma once

#include <cstdint>
#include <string_view>

namespace tessera {

/// In Hello::flags, beside Hello::silent: no login, but a trial of one. It trusts nothing and opens no session.
inline constexpr std::uint64_t test_login_flag = 2;

/// Where such a login is said to come from. No peer's name has a blank, so none is taken for it.
inline constexpr std::string_view test_login_rhost = "tesseractl test-login";

}  // namespace tessera
