// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
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
    const auto [at, fresh] = sent_.insert_or_assign(code.id, std::move(dispatch));
    if (fresh) by_end_.push_back({code.expires_at, &at->first});
  }
  /// Nothing for a message that this daemon did not send.
  std::shared_ptr<Dispatch> find(const ChallengeId& challenge) const {
    const auto at = sent_.find(challenge);
    return at == sent_.end() ? nullptr : at->second;
  }

 private:
  struct End {
    TimePoint at{};
    const ChallengeId* challenge = nullptr;
  };

  /// Those that are over stand first, as all live equally long: looking at the others would make each login pay for
  /// all of the last minutes. Where a new configuration lets codes live shorter, they wait for those before them.
  void forget(TimePoint now) {
    for (; !by_end_.empty() && by_end_.front().at <= now; by_end_.pop_front()) sent_.erase(*by_end_.front().challenge);
  }

  std::unordered_map<ChallengeId, std::shared_ptr<Dispatch>> sent_;  ///< bounded by limits.sends.total
  std::deque<End> by_end_;                                            ///< of each of them, in the order of sending
};

}  // namespace tessera
