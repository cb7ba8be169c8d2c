// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/core/throttle.hpp"
#include "daemon/core/types.hpp"

namespace tessera {

/// "30s", "5min", "2h", "1d" or plain "0"; nothing for anything else. At most 10,000 days.
std::optional<milliseconds> parse_duration(std::string_view text);

/// "5/h", "20/min", "100/d", "1/s", counts from 1; nothing for anything else.
std::optional<Rate> parse_rate(std::string_view text);

/// The same the other way round, in the largest unit that divides it.
std::string format_duration(milliseconds duration);
std::string format_rate(const Rate& rate);

/// A whole number of at most nine digits, without a sign.
std::optional<unsigned> parse_number(std::string_view text);

}  // namespace tessera
