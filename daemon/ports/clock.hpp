// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/core/types.hpp"

namespace tessera {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
};

}  // namespace tessera
