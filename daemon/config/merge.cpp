// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/merge.hpp"

namespace tessera {

NodePtr merge(const NodePtr& base, const NodePtr& over) {
  if (over->kind == Node::Kind::null) return base;
  if (base->kind != Node::Kind::map || over->kind != Node::Kind::map) return over;
  auto merged = std::make_shared<Node>(*base);
  for (const Entry& entry : over->entries) {
    bool known = false;
    for (Entry& present : merged->entries) {
      if (present.key != entry.key) continue;
      present = {entry.key, entry.at, merge(present.value, entry.value)};
      known = true;
    }
    if (!known) merged->entries.push_back(entry);
  }
  return merged;
}

}  // namespace tessera
