// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/core/backup_code.hpp"
#include "daemon/ports/slow_hash.hpp"

namespace tessera::test {

/// The real hash, on the test's own thread.
class DirectHash : public SlowHash {
 public:
  Async<std::vector<std::string>> hash(std::string salt, std::vector<std::string> codes) override {
    std::vector<std::string> hashes;
    for (const std::string& code : codes) hashes.push_back(hash_backup_code(salt, code));
    count += static_cast<unsigned>(codes.size());
    co_return hashes;
  }
  unsigned count = 0;
};

}  // namespace tessera::test
