// SPDX-License-Identifier: Apache-2.0
// The accounts of the host's other sources than the passwd file, for an audit of all of them.
#pragma once

#include <string>
#include <vector>

#include "daemon/ports/async.hpp"

namespace tessera {

enum class Listing {
  names,       ///< some of `source`; more may come
  not_listed,  ///< `source` cannot list its accounts, or not to the end; without one, none of them can
  end,
  busy,  ///< somebody else lists them now: try later
};

struct SourcePage {
  Listing listing = Listing::end;
  std::string source{};                      ///< "sss", "extrausers", ...
  std::string detail{};                      ///< when not listed: "lists no account"
  std::vector<std::string> names{};          ///< with a shell to log in with
  std::vector<std::string> without_shell{};  ///< that nobody logs in under
};

class SourceListing {
 public:
  virtual ~SourceListing() = default;
  /// The next page. Never fails otherwise than with `not_listed` and `busy`, after which `end` follows.
  virtual Async<SourcePage> next() = 0;
};

}  // namespace tessera
