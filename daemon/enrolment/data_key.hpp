// SPDX-License-Identifier: Apache-2.0
// The data keys that seal seeds, and contacts that are bound, in the store.
#pragma once

#include "daemon/core/sealing.hpp"
#include "daemon/ports/random.hpp"
#include "daemon/ports/store.hpp"

namespace tessera {

/// The newest data key, or the first one where the store has never sealed. Without randomness: unavailable.
Async<Stored<WrappedKey>> sealing_key(Store& store, const SeedKeys& seeds, Random& random, TimePoint now);

struct Rotation {
  unsigned resealed = 0;
  unsigned unreadable = 0;  ///< seeds and contacts that this seal key does not open: left as they are, with their key
  unsigned dropped = 0;     ///< data keys that seal nothing any more
  std::uint32_t key = 0;    ///< the new one
};

/// A new data key, then every seed and contact sealed again under it, some at a time while logins go on. Broken off at
/// any point, every one still opens, and running it again finishes the work.
Async<Stored<Rotation>> rotate_data_key(Store& store, const SeedKeys& seeds, Random& random, std::string actor,
                                        TimePoint now);

}  // namespace tessera
