// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <asio/thread_pool.hpp>

#include "daemon/ports/slow_hash.hpp"

namespace tessera {

/// One thread, so that many guesses at once queue up instead of taking all cores and memory from logins.
class HashWorker final : public SlowHash {
 public:
  ~HashWorker() override { thread_.join(); }
  Async<std::vector<std::string>> hash(std::string salt, std::vector<std::string> codes) override;

 private:
  asio::thread_pool thread_{1};
};

}  // namespace tessera
