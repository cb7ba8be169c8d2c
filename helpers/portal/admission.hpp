// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "helpers/portal/connection.hpp"

namespace tessera {

/// An accepted connection on its way to a worker.
struct Guest {
  Descriptor socket;
  std::string peer;
  Connection::Clock::time_point since;
};

/// Who may come in: a bounded queue, and so many connections a network, waiting or served. Connections of a
/// web server in front have no address and only share the queue's bound. Thread-safe.
class Admission {
 public:
  Admission(std::size_t waiting, unsigned per_network) : most_waiting_(waiting), per_network_(per_network) {}

  /// False when the guest is turned away; its connection is closed then.
  bool enter(Guest guest);
  /// Waits for the next guest; nothing once closed.
  std::optional<Guest> next();
  /// The guest from this peer has gone.
  void leave(const std::string& peer);
  /// No more guests; those who wait are sent away.
  void close();

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  const std::size_t most_waiting_;
  const unsigned per_network_;
  std::deque<Guest> waiting_;
  std::map<std::string, unsigned> inside_;  ///< by network
  bool closed_ = false;
};

}  // namespace tessera
