// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace tessera {

class Random {
 public:
  virtual ~Random() = default;
  /// Fills `bytes` from a cryptographic generator. False when it fails: then no code is made.
  virtual bool fill(std::span<std::byte> bytes) = 0;
};

}  // namespace tessera
