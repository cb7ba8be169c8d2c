// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "daemon/config/config.hpp"
#include "daemon/ports/random.hpp"
#include "shared/result.hpp"
#include "shared/secret.hpp"

namespace tessera {

inline constexpr std::size_t seal_key_size = 32;  ///< raw bytes

/// `tesserad --init`: makes the store, with the switch off, and a seal key, where they are missing; what is
/// there is left as it is. The error is a sentence.
Result<void, std::string> initialise(const Config& config, Random& random);

/// The seal key. The error is a sentence: missing, readable by others, or not of 32 bytes.
Result<Secret, std::string> read_seal_key(const Config& config);
/// keys.seal_before, which is there.
Result<Secret, std::string> read_seal_key_before(const Config& config);

}  // namespace tessera
