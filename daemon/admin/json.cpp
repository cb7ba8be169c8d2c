// SPDX-License-Identifier: Apache-2.0
#include "daemon/admin/json.hpp"

#include <array>
#include <ctime>

namespace tessera {

std::string rfc3339(TimePoint time) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm parts{};
  if (gmtime_r(&seconds, &parts) == nullptr) return {};
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), size};
}

Json time_or_null(std::optional<TimePoint> time) {
  if (!time || *time == TimePoint{}) return nullptr;
  return rfc3339(*time);
}

std::string to_line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tessera
