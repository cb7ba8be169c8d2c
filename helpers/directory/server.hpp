// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>

#include "daemon/config/config.hpp"
#include "daemon/service/log.hpp"
#include "helpers/directory/contact_sources.hpp"
#include "helpers/directory/listing_turns.hpp"
#include "helpers/directory/workers.hpp"

namespace tessera {

/// What the conversations share; it outlives them all.
struct DirectoryService {
  /// Reads the files of contacts.
  explicit DirectoryService(std::shared_ptr<const Config> initial, Log& sink)
      : log(sink),
        config_(std::move(initial)),
        contacts_(std::make_shared<const ContactSources>(config_, nullptr, sink)) {}

  std::shared_ptr<const Config> config() const {
    const std::lock_guard lock(mutex_);
    return config_;
  }
  std::shared_ptr<const ContactSources> contacts() const {
    const std::lock_guard lock(mutex_);
    return contacts_;
  }
  /// Reads the files of contacts anew, without keeping lookups waiting.
  void replace(std::shared_ptr<const Config> config) {
    auto sources = std::make_shared<const ContactSources>(config, contacts().get(), log);
    const std::lock_guard lock(mutex_);
    config_ = std::move(config);
    contacts_ = std::move(sources);
  }

  Log& log;
  Workers workers{8};
  const std::shared_ptr<ListingTurns> listings = std::make_shared<ListingTurns>();
  Workers contact_workers{16};  ///< of their own: a directory that hangs keeps no other question waiting

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Config> config_;
  std::shared_ptr<const ContactSources> contacts_;
};

/// Serves directory.sock until SIGTERM or SIGINT: one thread a connection, which asks one lookup. SIGHUP
/// reads the configuration again and keeps the old one when the new one is bad. Returns the exit code.
/// Those signals must be blocked in every thread.
int serve(int listener, DirectoryService& directory);

}  // namespace tessera
