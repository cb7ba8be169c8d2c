// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "daemon/ports/readiness.hpp"
#include "daemon/ports/requests.hpp"

namespace tessera {

/// Stands in where no store could be opened, so that the daemon runs and every login is refused with a
/// sentence: each call answers `error`.
std::unique_ptr<Store> refuse_store(StoreError error);

/// Likewise; these two belong to the same file.
std::unique_ptr<RequestStore> refuse_requests(StoreError error);
std::unique_ptr<ReadinessStore> refuse_readiness(StoreError error);

}  // namespace tessera
