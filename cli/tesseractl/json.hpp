// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace tessera::ctl {

/// Keeps the order of keys, so that what is printed reads as tesserad meant it.
using Json = nlohmann::ordered_json;

/// One line; bytes that are no UTF-8 become U+FFFD, so that it never fails.
inline std::string to_line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tessera::ctl
