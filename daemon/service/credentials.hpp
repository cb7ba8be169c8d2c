// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "daemon/config/config.hpp"
#include "shared/result.hpp"
#include "shared/secret.hpp"

namespace tessera {

/// Reads a secret that is text: one trailing line feed is dropped. The error is a sentence with the
/// reference's position: missing, not the reader's own, or a mode looser than 0600 (R-51; a credential may
/// also be 0440 and root's, as systemd makes it for a unit with User=).
Result<Secret, std::string> read_secret(const SecretRef& reference);

/// The same for raw bytes, such as the seal key, whose last one may well be a line feed: nothing is dropped.
Result<Secret, std::string> read_secret_bytes(const SecretRef& reference);

}  // namespace tessera
