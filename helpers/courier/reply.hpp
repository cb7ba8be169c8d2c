// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "helpers/courier/letter.hpp"
#include "helpers/courier/preset.hpp"

namespace tessera::courier {

/// What a provider's reply means, by its preset: first whether it is a success, then the provider's own error code,
/// then patterns of the body, then the status. What no rule names passes for 408, 429, 5xx and a success that is not
/// as described, and is the preset's mistake otherwise. The detail is the status and the code, never the body, which
/// may repeat a number or a credential.
Answer judge(const Preset& preset, long status, const std::string& body);

}  // namespace tessera::courier
