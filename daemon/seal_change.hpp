// SPDX-License-Identifier: Apache-2.0
// A new seal key takes the old one's place, which stands beside it as keys.seal_before for one start.
#pragma once

#include "daemon/config/config.hpp"
#include "daemon/ports/random.hpp"
#include "daemon/service/log.hpp"
#include "daemon/stores/sqlite/rewrap.hpp"

namespace tessera {

/// Whether take_seal_key() would do; nothing is changed. `refused`: a data key opens with neither of the two keys.
Result<unsigned, RewrapError> check_seal_change(const Config& config, const Secret& seal, Random& random);

/// Wraps every data key that the old key opens under `seal`, all of them or none. Nothing to do without
/// keys.seal_before. False when it did not; the log then says why, unless `last_error` is that already.
bool take_seal_key(const Config& config, const SeedKeys& seal, Random& random, Log& log, std::string& last_error);

}  // namespace tessera
