// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "helpers/directory/source.hpp"
#include "shared/result.hpp"

namespace tessera {

/// Asks libnss_SOURCE.so.2 itself, past glibc's NSS, which hides errors. Blocks as long as the library does;
/// may be called from several threads, as glibc would. A library, once loaded, stays loaded: its threads'
/// keys and connections must outlive the call.
Outcome ask_nss_source(const std::string& source, const Query& query);

/// The library behind a source; the error is for "NSS source sss ...".
Result<void*, std::string> load_nss_library(const std::string& source);

/// Why the source cannot be asked ("has no libnss_S.so.2 here"), or empty. For --check.
std::string nss_source_problem(const std::string& source);

}  // namespace tessera
