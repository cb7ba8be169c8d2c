// SPDX-License-Identifier: Apache-2.0
// A reason says what was decided: decide() itself goes by this, and so does whoever reads the reason in a log.
#pragma once

#include "daemon/core/policy.hpp"

namespace tessera {

/// Refuse for every reason that is not known to be another ruling.
Ruling ruling_of(Reason reason);

std::optional<Reason> reason_named(std::string_view name);

}  // namespace tessera
