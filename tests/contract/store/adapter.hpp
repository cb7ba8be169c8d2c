// SPDX-License-Identifier: Apache-2.0
// The seam between the contract and the adapters that are held to it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "daemon/ports/store.hpp"

namespace tessera::test {

/// A store in a place of its own, made and with its switch `off`.
class StoreAdapter {
 public:
  virtual ~StoreAdapter() = default;
  virtual Store& store() = 0;
  /// Closes the store and opens it again, as a restart of the daemon does.
  virtual void restart() = 0;
  /// Every byte that the store keeps, in whatever files.
  virtual std::string bytes() = 0;
};

struct NamedAdapter {
  std::string name;
  std::function<std::unique_ptr<StoreAdapter>()> make;
};

}  // namespace tessera::test
