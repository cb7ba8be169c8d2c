// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/listing_turns.hpp"

namespace tessera {

bool ListingTurns::take(Deadline until) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_until(lock, until, [this] { return !taken_; })) return false;
  taken_ = true;
  return true;
}

void ListingTurns::give_back() {
  const std::lock_guard lock(mutex_);
  taken_ = false;
  changed_.notify_all();
}

bool ListingTurns::begin(const std::string& source, Deadline until) {
  std::unique_lock lock(mutex_);
  const auto ended = [this, &source] { return !running_.contains(source); };
  if (!changed_.wait_until(lock, until, ended)) return false;
  running_.insert(source);
  return true;
}

void ListingTurns::end(const std::string& source) {
  const std::lock_guard lock(mutex_);
  running_.erase(source);
  changed_.notify_all();
}

}  // namespace tessera
