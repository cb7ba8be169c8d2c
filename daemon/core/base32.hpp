// SPDX-License-Identifier: Apache-2.0
// Base32 (RFC 4648 section 6), as authenticator apps and otpauth links write a seed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tessera {

/// Upper case, without padding.
std::string to_base32(std::string_view bytes);

/// Reads either case, with or without padding; spaces and hyphens between groups are dropped, as people copy
/// them from a screen. Nothing for another symbol, for a length that no bytes give, or for bits left over.
std::optional<std::string> from_base32(std::string_view text);

}  // namespace tessera
