// SPDX-License-Identifier: Apache-2.0
// How much of user.sock one uid may have.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <map>
#include <utility>

#include "daemon/core/rate_limit.hpp"

namespace tessera {

struct QuotaLimits {
  std::size_t at_once = 8;                  ///< conversations of one uid
  Rate pace{60, std::chrono::minutes(1)};   ///< of one uid, begun
  std::size_t of_a_range = 64;              ///< conversations of 65,536 uids beside each other, but the first range
};

class UserQuota {
 public:
  /// A conversation that counts as long as it lives; one that was not let in is false.
  class Place {
   public:
    Place() = default;
    Place(UserQuota& quota, uid_t uid) : quota_(&quota), uid_(uid) {}
    Place(Place&& other) noexcept : quota_(std::exchange(other.quota_, nullptr)), uid_(other.uid_) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (quota_ != nullptr) quota_->leave(uid_);
    }
    explicit operator bool() const { return quota_ != nullptr; }

   private:
    UserQuota* quota_ = nullptr;
    uid_t uid_ = 0;
  };

  explicit UserQuota(QuotaLimits limits = {}) : limits_(limits) {}

  Place enter(uid_t uid, TimePoint now) {
    forget(now);
    auto [at, is_new] = uids_.try_emplace(uid, Entry{0, now, RateLimit(limits_.pace)});
    Entry& entry = at->second;
    entry.seen = now;
    if (entry.now >= limits_.at_once || range_is_full(uid) || !entry.pace.allow(now)) return {};
    ++entry.now;
    ++ranges_[range_of(uid)];
    return {*this, uid};
  }
  std::size_t uids() const { return uids_.size(); }

 private:
  struct Entry {
    std::size_t now = 0;
    TimePoint seen{};
    RateLimit pace;
  };

  /// As many as a container is given as subordinate uids, all of them one person's.
  static uid_t range_of(uid_t uid) { return uid / 65536; }
  bool range_is_full(uid_t uid) const {
    const auto range = ranges_.find(range_of(uid));
    return range_of(uid) > 0 && range != ranges_.end() && range->second >= limits_.of_a_range;
  }
  void leave(uid_t uid) {
    --uids_.at(uid).now;
    const auto range = ranges_.find(range_of(uid));
    if (--range->second == 0) ranges_.erase(range);
  }

  /// Those that have had nothing here for a period, so that many uids, one after the other, leave nothing behind.
  void forget(TimePoint now) {
    if (now - forgot_ < limits_.pace.period && now >= forgot_) return;
    forgot_ = now;
    std::erase_if(uids_, [&](const auto& item) {
      const auto age = now - item.second.seen;
      return item.second.now == 0 && (age >= limits_.pace.period || age < milliseconds::zero());
    });
  }

  QuotaLimits limits_;
  TimePoint forgot_{};
  std::map<uid_t, Entry> uids_;
  std::map<uid_t, std::size_t> ranges_;  ///< conversations that there are
};

}  // namespace tessera
