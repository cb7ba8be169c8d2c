// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/admission.hpp"

#include "helpers/portal/rate_limit.hpp"

namespace tessera {

bool Admission::enter(Guest guest) {
  const std::lock_guard lock(mutex_);
  if (closed_ || waiting_.size() >= most_waiting_) return false;
  if (!guest.peer.empty()) {
    unsigned& count = inside_[network_of(guest.peer)];
    if (count >= per_network_) return false;
    ++count;
  }
  waiting_.push_back(std::move(guest));
  arrived_.notify_one();
  return true;
}

std::optional<Guest> Admission::next() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
  if (closed_) return std::nullopt;
  Guest guest = std::move(waiting_.front());
  waiting_.pop_front();
  return guest;
}

void Admission::leave(const std::string& peer) {
  if (peer.empty()) return;
  const std::lock_guard lock(mutex_);
  const auto found = inside_.find(network_of(peer));
  if (found != inside_.end() && --found->second == 0) inside_.erase(found);
}

void Admission::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  waiting_.clear();
  arrived_.notify_all();
}

}  // namespace tessera
