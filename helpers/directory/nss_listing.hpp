// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

namespace tessera {

struct ListedAccount {
  std::string name;
  bool has_shell = false;  ///< one to log in with
};

/// False: no more of them.
using TakeAccount = std::function<bool(ListedAccount)>;

/// All accounts of libnss_SOURCE.so.2, one after the other and past glibc's NSS. Blocks as long as the library and
/// `take` do; a library knows one listing at a time, and may keep where it is with the thread. Empty when the listing
/// came to its end or was stopped; else why there is none, or no more: "is unavailable". A source that has nobody
/// counts as one that does not list: sssd and winbind by default answer so.
std::string list_nss_source(const std::string& source, const TakeAccount& take);

}  // namespace tessera
