// SPDX-License-Identifier: Apache-2.0
// Hashes that are slow on purpose, away from the event loop.
#pragma once

#include <string>
#include <vector>

#include "daemon/ports/async.hpp"

namespace tessera {

class SlowHash {
 public:
  virtual ~SlowHash() = default;
  /// hash_backup_code() of each, in the same order. An empty one where memory failed.
  virtual Async<std::vector<std::string>> hash(std::string salt, std::vector<std::string> codes) = 0;
};

}  // namespace tessera
