// SPDX-License-Identifier: Apache-2.0
// What tesseractl and tesserad agree on over admin.sock: one JSON object a packet. A request is
// {"verb", "args"}; any number of {"item"} follow, then {"done": true, "exit", "error"}.
#pragma once

#include <cstddef>

namespace tessera {

inline constexpr std::size_t max_admin_packet = 64 * 1024;

/// How a verb ended; tesseractl exits with it. From 64 on these are the numbers of <sysexits.h>.
enum class ExitCode : int {
  yes = 0,
  negative = 1,        ///< understood, and the answer is no
  usage = 64,
  data = 65,           ///< a value that cannot be kept: bad number, bad address, a required contact missing
  no_account = 67,
  daemon_away = 69,
  later = 75,          ///< store or directory cannot answer now
  not_permitted = 77,
  configuration = 78,  ///< the configuration or the store itself is wrong; trying again does not help
};

}  // namespace tessera
