// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "daemon/core/types.hpp"
#include "shared/result.hpp"

namespace tessera {

/// Makes the store with the switch `off`, readable by its owner alone (0600; folders that are missing 0700).
/// One that is there is checked, brought to this release's schema, and otherwise left as it is. The error is
/// a sentence that names the path.
Result<void, std::string> init_store(const std::string& path, TimePoint now);

}  // namespace tessera
