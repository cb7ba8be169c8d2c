// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>

#include "daemon/core/code.hpp"
#include "daemon/ports/courier.hpp"

namespace tessera {

/// Messages under way in this daemon, by challenge: a login that takes over another's outstanding code sees how
/// its delivery goes before the store knows. For the event loop alone.
class Dispatches {
 public:
  void add(const ChallengeId& challenge, const std::shared_ptr<Dispatch>& dispatch) {
    std::erase_if(under_way_, [](const auto& entry) { return entry.second.expired(); });
    under_way_[challenge] = dispatch;
  }
  /// Nothing once no login holds it any more.
  std::shared_ptr<Dispatch> find(const ChallengeId& challenge) const {
    const auto at = under_way_.find(challenge);
    return at == under_way_.end() ? nullptr : at->second.lock();
  }

 private:
  std::map<ChallengeId, std::weak_ptr<Dispatch>> under_way_;
};

}  // namespace tessera
