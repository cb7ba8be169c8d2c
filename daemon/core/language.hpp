// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tessera {

/// A well-formed language tag of BCP 47 (RFC 5646, section 2.1), "de" or "pt-BR", of at most 64 characters.
/// The grandfathered irregular ones, all of them deprecated, are none.
bool is_language_tag(std::string_view text);

/// Why the language may not be kept, as a sentence for the administrator; nothing when it may.
std::optional<std::string> language_objection(std::string_view tag);

}  // namespace tessera
