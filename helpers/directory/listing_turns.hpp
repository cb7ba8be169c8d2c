// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>

#include "helpers/directory/workers.hpp"

namespace tessera {

/// Who lists accounts now: one connection at a time, since a library keeps one place in its list for the whole program.
class ListingTurns {
 public:
  /// Waits for the turn until then.
  bool take(Deadline until);
  void give_back();
  /// Waits until nothing goes through the source's accounts any more; false where a listing before hangs in it.
  bool begin(const std::string& source, Deadline until);
  void end(const std::string& source);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool taken_ = false;
  std::set<std::string> running_;
};

}  // namespace tessera
