// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "daemon/core/types.hpp"

namespace tessera {

/// Keeps the order in which keys were added, so that output reads the same everywhere.
using Json = nlohmann::ordered_json;

/// Seconds, UTC: "2026-11-23T14:02:00Z" (RFC 3339).
std::string rfc3339(TimePoint time);

/// The time, or null for a time that never was.
Json time_or_null(std::optional<TimePoint> time);

/// One line of JSON; bytes that are no UTF-8 become U+FFFD, so that it never fails.
std::string to_line(const Json& value);

}  // namespace tessera
