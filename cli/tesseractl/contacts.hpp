// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/tesseractl/json.hpp"
#include "shared/result.hpp"

namespace tessera::ctl {

/// A number as tesserad takes it, {e164, region, type}; an empty text is null: take it away.
Result<Json, std::string> phone_argument(const std::string& text, const std::string& default_region);

/// An address, or null for an empty text. tesserad checks its syntax.
Json email_argument(const std::string& text);

}  // namespace tessera::ctl
