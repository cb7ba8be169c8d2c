// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace tessera {

/// Who is wanted: by name, or by uid when `name` is empty.
struct Query {
  std::string name;
  std::uint32_t uid = 0;
};

enum class Reply {
  found,
  not_found,  ///< the source said so itself
  failed,     ///< anything else; never the same as not_found (R-61)
};

/// What one source said about a query.
struct Outcome {
  Reply answer = Reply::failed;
  std::string name;       ///< when found: the source's own spelling
  std::uint32_t uid = 0;  ///< when found
  std::string detail;     ///< when failed: for the log, "is unavailable"
  std::uint32_t gid = 0;  ///< when found: the primary group
};

inline Outcome failed(std::string detail) {
  return {Reply::failed, {}, 0, std::move(detail)};
}

}  // namespace tessera
