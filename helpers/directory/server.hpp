// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>

#include "daemon/config/config.hpp"
#include "daemon/service/log.hpp"
#include "helpers/directory/workers.hpp"

namespace tessera {

/// What the conversations share; it outlives them all.
struct DirectoryService {
  explicit DirectoryService(std::shared_ptr<const Config> initial, Log& sink)
      : log(sink), config_(std::move(initial)) {}

  std::shared_ptr<const Config> config() const {
    const std::lock_guard lock(mutex_);
    return config_;
  }
  void replace(std::shared_ptr<const Config> config) {
    const std::lock_guard lock(mutex_);
    config_ = std::move(config);
  }

  Log& log;
  Workers workers{8};

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Config> config_;
};

/// Serves directory.sock until SIGTERM or SIGINT: one thread a connection, which asks one lookup. SIGHUP
/// reads the configuration again and keeps the old one when the new one is bad. Returns the exit code.
/// Those signals must be blocked in every thread.
int serve(int listener, DirectoryService& directory);

}  // namespace tessera
