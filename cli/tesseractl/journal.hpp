// SPDX-License-Identifier: Apache-2.0
// What the journal has on one login, read by journalctl(1).
#pragma once

#include <string>
#include <vector>

#include "cli/tesseractl/json.hpp"
#include "shared/result.hpp"

namespace tessera::ctl {

/// What tesserad's lines of a login have in common. Times are seconds since 1970.
struct JournalQuery {
  std::string reference, account, service, rhost;
  long long since = 0;
  long long until = 0;
};

/// {time, message, result, reason, detail}, oldest first; or why there are none to read, as a sentence that says where
/// else to look.
Result<std::vector<Json>, std::string> read_journal(const JournalQuery& query);

}  // namespace tessera::ctl
