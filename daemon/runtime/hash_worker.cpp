// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime/hash_worker.hpp"

#include "daemon/core/backup_code.hpp"
#include "daemon/runtime/async.hpp"

namespace tessera {

Async<std::vector<std::string>> HashWorker::hash(std::string salt, std::vector<std::string> codes) {
  auto start = [this, salt = std::move(salt), codes = std::move(codes)](auto resolve) {
    asio::post(thread_, [salt, codes, resolve]() mutable {
      std::vector<std::string> hashes;
      for (const std::string& code : codes) hashes.push_back(hash_backup_code(salt, code));
      resolve(std::move(hashes));
    });
  };
  co_return co_await from_callback<std::vector<std::string>>(std::move(start));
}

}  // namespace tessera
