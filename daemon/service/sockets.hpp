// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "shared/result.hpp"

namespace tessera {

/// The listening socket that the service manager passed under this name (FileDescriptorName=, LISTEN_FDNAMES),
/// close-on-exec and non-blocking. The error is a sentence for the log.
Result<int, std::string_view> passed_socket(std::string_view name);

/// No core dumps, not dumpable, no new privileges, umask 077, SIGPIPE ignored.
void harden_process();

}  // namespace tessera
