// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "helpers/directory/server.hpp"

namespace tessera {

/// Reads one Lookup from a connected socket, answers it with an Identity and closes the socket. Blocks for
/// the request's 1 s and the lookup's 2.5 s at most. Whoever sends anything else gets no answer.
void converse(int connection, DirectoryService& directory);

}  // namespace tessera
