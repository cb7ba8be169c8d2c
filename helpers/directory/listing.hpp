// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "helpers/directory/server.hpp"

namespace tessera {

/// Answers NextAccounts, which was read, and those that follow over the same connection, until all sources of the
/// passwd: line are through or nobody asks any more.
void list_accounts(int connection, DirectoryService& directory);

}  // namespace tessera
