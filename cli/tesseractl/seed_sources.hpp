// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/tesseractl/client.hpp"
#include "cli/tesseractl/seed_file.hpp"
#include "daemon/config/config.hpp"
#include "shared/result.hpp"

namespace tessera::ctl {

struct SeedSource {
  std::string format;  ///< "lines", "oath" or "google-authenticator"
  std::string path;
  std::string user;  ///< whose a single file of google-authenticator's is; empty: its owner's
  bool all_homes = false;
};

/// Everything that is there to be taken over, file by file; or why nothing can be read.
Result<std::vector<SeedFile>, Outcome> read_seeds(const SeedSource& source, const Config& config);

}  // namespace tessera::ctl
