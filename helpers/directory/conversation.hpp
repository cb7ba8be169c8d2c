// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "helpers/directory/server.hpp"

namespace tessera {

/// Reads one question from a connected socket, answers it and closes the socket. Blocks for the request's 1 s and the
/// lookup's 2.5 s at most, but while all accounts are listed. Whoever sends anything else gets no answer.
void converse(int connection, DirectoryService& directory);

}  // namespace tessera
