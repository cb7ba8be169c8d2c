// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "daemon/ports/store.hpp"

namespace tessera {

/// Stands in where no store could be opened, so that the daemon runs and every login is refused with a
/// sentence: each call answers `error`.
std::unique_ptr<Store> refuse_store(StoreError error);

}  // namespace tessera
