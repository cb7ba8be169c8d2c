// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "daemon/ports/directory.hpp"

namespace tessera {

/// The word of `account show` and `account audit`.
constexpr std::string_view name_of(Origin origin) {
  constexpr std::string_view names[] = {"local", "sso", "other", "nobody", "unclear"};
  return names[static_cast<unsigned>(origin)];
}

}  // namespace tessera
