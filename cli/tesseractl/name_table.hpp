// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::ctl {

/// Names and the lines that they stand in, packed: a name costs its bytes and some 15 more, so that a million
/// of them fit into some 25 MB. Exact, no name is taken for another.
class NameTable {
 public:
  /// Keeps the name, or says in which line it stood before.
  std::optional<std::uint32_t> add(std::string_view name, std::uint32_t line);

 private:
  std::string_view name_at(std::uint32_t offset) const;
  std::uint32_t line_at(std::uint32_t offset) const;
  std::size_t slot_of(std::string_view name) const;
  void grow();

  std::string entries_;               ///< one after the other: line, length, name
  std::vector<std::uint32_t> slots_;  ///< offsets into them plus one; 0 is free
  std::size_t count_ = 0;
};

}  // namespace tessera::ctl
