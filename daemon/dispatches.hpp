// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <unordered_map>

#include "daemon/core/challenge.hpp"
#include "daemon/ports/courier.hpp"

namespace tessera {

/// Messages of this daemon by challenge, as long as the challenge may live: a login that takes over another's
/// outstanding code sees how its delivery went, whether or not the store knows. For the event loop alone.
class Dispatches {
 public:
  void add(const SentCode& code, std::shared_ptr<Dispatch> dispatch, TimePoint now) {
    forget(now);
    sent_[code.id] = std::move(dispatch);
    by_end_.emplace(code.expires_at, code.id);
  }
  /// Nothing for a message that this daemon did not send.
  std::shared_ptr<Dispatch> find(const ChallengeId& challenge) const {
    const auto at = sent_.find(challenge);
    return at == sent_.end() ? nullptr : at->second;
  }

 private:
  /// Those that are over stand first: looking at the others would make each login pay for all of the last minutes.
  void forget(TimePoint now) {
    const auto end = by_end_.upper_bound(now);
    for (auto over = by_end_.begin(); over != end; over = by_end_.erase(over)) sent_.erase(over->second);
  }

  std::unordered_map<ChallengeId, std::shared_ptr<Dispatch>> sent_;  ///< bounded by limits.sends.total
  std::multimap<TimePoint, ChallengeId> by_end_;                     ///< of each of them
};

}  // namespace tessera
