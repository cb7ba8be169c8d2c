// SPDX-License-Identifier: Apache-2.0
// What `tessera` is shown beside questions and sentences, and lays out for its terminal.
#pragma once

#include "daemon/ports/async.hpp"
#include "shared/user_protocol.hpp"

namespace tessera {

class OwnScreens {
 public:
  virtual ~OwnScreens() = default;
  /// What the messages point to must outlive the call.
  virtual Async<void> show(user::OwnStatus status) = 0;
  virtual Async<void> show(user::OwnPlace place) = 0;
  virtual Async<void> show(user::Seed seed) = 0;
  virtual Async<void> show(user::BackupCodes codes) = 0;
};

}  // namespace tessera
