// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>

#include "daemon/core/challenge.hpp"
#include "daemon/ports/courier.hpp"

namespace tessera {

/// Messages of this daemon by challenge, as long as the challenge may live: a login that takes over another's
/// outstanding code sees how its delivery went, whether or not the store knows. For the event loop alone.
class Dispatches {
 public:
  void add(const SentCode& code, std::shared_ptr<Dispatch> dispatch, TimePoint now) {
    std::erase_if(sent_, [now](const auto& entry) { return entry.second.expires_at <= now; });
    sent_[code.id] = {std::move(dispatch), code.expires_at};
  }
  /// Nothing for a message that this daemon did not send.
  std::shared_ptr<Dispatch> find(const ChallengeId& challenge) const {
    const auto at = sent_.find(challenge);
    return at == sent_.end() ? nullptr : at->second.dispatch;
  }

 private:
  struct Sent {
    std::shared_ptr<Dispatch> dispatch;
    TimePoint expires_at{};
  };
  std::map<ChallengeId, Sent> sent_;  ///< bounded by limits.sends.total
};

}  // namespace tessera
