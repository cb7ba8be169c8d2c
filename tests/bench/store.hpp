// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace tessera::bench {

/// Dates what was sent two days back, as if the last login was long ago, as for the peers. The rows stay: the next
/// logins clear them away, in their own time.
void make_store_older(const std::string& file);

}  // namespace tessera::bench
