// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tessera {

/// A value as it may stand in a log: control characters and bytes that are no UTF-8 become "\x1b",
/// C1 controls and characters that turn the direction of text become "\u202e". What is longer than `limit`
/// bytes is cut at a character and ends in "...". The result is well-formed UTF-8 on one line.
std::string escape_for_log(std::string_view value, std::size_t limit = 1024);

}  // namespace tessera
