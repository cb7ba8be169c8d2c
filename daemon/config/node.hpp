// SPDX-License-Identifier: Apache-2.0
// A YAML document as a tree that remembers where everything stood.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/config.hpp"

namespace tessera {

struct Node;
using NodePtr = std::shared_ptr<const Node>;  // shared: an alias is the node that its anchor names

struct Entry {
  std::string key;
  Position at;  ///< of the key
  NodePtr value;
};

struct Node {
  enum class Kind { null, scalar, list, map } kind = Kind::null;
  Position at;
  std::string text;            ///< of a scalar
  std::vector<NodePtr> items;  ///< of a list
  std::vector<Entry> entries;  ///< of a map, in the file's order
  std::size_t weight = 1;      ///< nodes below and including this one, each alias counted in full
};

inline const Entry* find_entry(const Node& map, std::string_view key) {
  for (const Entry& entry : map.entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

}  // namespace tessera
