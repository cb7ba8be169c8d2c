// SPDX-License-Identifier: Apache-2.0
// What tesseractl and tesserad agree on over admin.sock: one JSON object a packet. A request is
// {"verb", "args"}; any number of {"item"} follow, then {"done": true, "exit", "error"}, whose exit is one of
// daemon/service/exit_codes.hpp.
#pragma once

#include <cstddef>

namespace tessera {

inline constexpr std::size_t max_admin_packet = 64 * 1024;

/// Rows of one account.import: so few that its commit holds up no login for long.
inline constexpr std::size_t max_import_rows = 500;

/// Rows of one app.import: ten backup codes each keep the thread that hashes them busy for half a second.
inline constexpr std::size_t max_seed_rows = 32;

}  // namespace tessera
