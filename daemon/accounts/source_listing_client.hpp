// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "daemon/config/config.hpp"
#include "daemon/ports/source_listing.hpp"

namespace tessera {

/// Asks tessera-directory for all accounts of NSS's sources but `files`, over one connection.
std::unique_ptr<SourceListing> list_other_sources(const Config& config);

}  // namespace tessera
