// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "daemon/config/config.hpp"
#include "shared/result.hpp"
#include "shared/secret.hpp"

namespace tessera {

/// Reads a secret: one trailing line feed is dropped. The error is a sentence with the reference's position:
/// missing, not the reader's own, or a mode looser than 0600 (R-51; a credential may also be 0440).
Result<Secret, std::string> read_secret(const SecretRef& reference);

}  // namespace tessera
