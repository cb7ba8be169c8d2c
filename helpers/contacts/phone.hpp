// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "daemon/core/types.hpp"
#include "shared/result.hpp"

namespace tessera {

/// A number as people write it, understood by libphonenumber. Without '+' it is read as one of
/// `default_region` (ISO 3166-1 alpha-2; empty: '+' is needed). The error is a sentence: no valid number of
/// any region, an extension, or premium-rate.
Result<Phone, std::string> parse_phone(std::string_view text, const std::string& default_region);

}  // namespace tessera
