// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "daemon/core/types.hpp"

namespace tessera {

/// The environment's switch. It holds for every account and both populations.
enum class Switch { off, observe, enforce };

constexpr std::string_view name_of(Switch position) {
  return position == Switch::off ? "off" : position == Switch::observe ? "observe" : "enforce";
}

/// Where the switch stands, since when, and who put it there.
struct EnvironmentState {
  Switch position = Switch::off;
  TimePoint since{};
  std::string by;
};

}  // namespace tessera
