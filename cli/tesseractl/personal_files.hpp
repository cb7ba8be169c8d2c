// SPDX-License-Identifier: Apache-2.0
// Files that people keep themselves, read by root: none is opened that is not its owner's own, plain file (R-27 is the
// module's; here an administrator asks for it, once).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/result.hpp"

namespace tessera::ctl {

struct PersonalFile {
  std::string path;  ///< as messages have it
  std::string account;
  Result<std::string, std::string> text;  ///< or why it is not read
};

/// `name` in the home of every account of the passwd file, with homes below `root`; links in paths stay below it.
/// Who has no such file is left out. The error is a sentence.
Result<std::vector<PersonalFile>, std::string> files_in_homes(const std::string& root, const std::string& passwd,
                                                              const std::string& name);

/// Every plain file of a folder that nobody but root and the caller may write to; each is called as its account.
Result<std::vector<PersonalFile>, std::string> files_by_account(const std::string& folder);

/// Who owns the file, by the passwd file; nothing where it has no such uid.
std::optional<std::string> owner_of(const std::string& path, const std::string& passwd);

}  // namespace tessera::ctl
