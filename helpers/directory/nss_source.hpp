// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "helpers/directory/source.hpp"

namespace tessera {

/// Asks libnss_SOURCE.so.2 itself, past glibc's NSS, which hides errors. Blocks as long as the library does;
/// may be called from several threads, as glibc would. A library, once loaded, stays loaded: its threads'
/// keys and connections must outlive the call.
Outcome ask_nss_source(const std::string& source, const Query& query);

/// Why the source cannot be asked ("has no libnss_S.so.2 here"), or empty. For --check.
std::string nss_source_problem(const std::string& source);

}  // namespace tessera
