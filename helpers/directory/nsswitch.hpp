// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/result.hpp"

namespace tessera {

/// The sources of the `passwd:` line of an nsswitch.conf(5), in order, each once, without `files` and
/// `compat`: those are the daemon's own. Actions in brackets are checked for their form and then left aside:
/// they tell glibc which errors to hide, and here an error is never hidden. Without a passwd: line glibc
/// takes `files` alone, so nothing is returned. The error is a sentence: a line that cannot be understood
/// names no sources.
Result<std::vector<std::string>, std::string> passwd_sources(std::string_view nsswitch);

/// passwd_sources() of a file; the error also covers one that cannot be read.
Result<std::vector<std::string>, std::string> read_passwd_sources(const std::string& path);

}  // namespace tessera
