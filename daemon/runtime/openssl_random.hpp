// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/ports/random.hpp"

namespace tessera {

/// The OpenSSL CSPRNG.
class OpensslRandom : public Random {
 public:
  bool fill(std::span<std::byte> bytes) override;
};

}  // namespace tessera
