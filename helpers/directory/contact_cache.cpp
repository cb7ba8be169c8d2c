// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/contact_cache.hpp"

namespace tessera {

ContactOutcome ContactCache::find(const std::string& account, Deadline until) {
  {
    const std::lock_guard lock(mutex_);
    const auto at = kept_.find(account);
    if (at != kept_.end() && Clock::now() < at->second.until) return at->second.outcome;
  }
  ContactOutcome outcome = source_->find(account, until);
  if (outcome.answer != Reply::failed) keep(account, outcome);
  return outcome;
}

void ContactCache::keep(const std::string& account, const ContactOutcome& outcome) {
  const auto now = Clock::now();
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= most) std::erase_if(kept_, [now](const auto& one) { return one.second.until <= now; });
  if (kept_.size() >= most) kept_.clear();
  kept_.insert_or_assign(account, Kept{outcome, now + lifetime});
}

}  // namespace tessera
