// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime/system_clock.hpp"

#include <array>
#include <ctime>

namespace tessera {

std::string local_time(TimePoint time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  std::array<char, 6> text{};
  if (localtime_r(&seconds, &parts) == nullptr || std::strftime(text.data(), text.size(), "%H:%M", &parts) == 0) {
    return "--:--";
  }
  return text.data();
}

}  // namespace tessera
