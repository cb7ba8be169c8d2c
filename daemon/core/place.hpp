// SPDX-License-Identifier: Apache-2.0
// Where a login comes from, as far as the throttle tells places apart. Nothing is granted for a place:
// one that has seen a success has a count of its own, so that strangers cannot lock the owner out.
#pragma once

#include <string>
#include <string_view>

#include "daemon/core/types.hpp"

namespace tessera {

/// A success makes a place known for so long.
inline constexpr milliseconds place_is_known_for = std::chrono::days(30);
/// The places with the latest successes; each is one more count that may be guessed against.
inline constexpr unsigned known_places_per_account = 4;

/// "local" where there is no remote host; the address where `rhost` is an IP literal, an IPv6 one as its /64,
/// since hosts change the rest daily; empty for anything else (a name is whatever a stranger's DNS says, a
/// link-local address everybody's on the wire): that place is never known.
std::string place_of(std::string_view rhost);

}  // namespace tessera
