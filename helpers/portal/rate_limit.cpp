// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/rate_limit.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

namespace tessera {

std::string network_of(std::string_view address) {
  const std::string text(address);
  in6_addr six;
  if (inet_pton(AF_INET6, text.c_str(), &six) != 1) return text;
  char network[INET6_ADDRSTRLEN];
  if (IN6_IS_ADDR_V4MAPPED(&six)) return inet_ntop(AF_INET, &six.s6_addr[12], network, sizeof network);
  std::fill(six.s6_addr + 8, six.s6_addr + 16, std::uint8_t{0});
  return std::string(inet_ntop(AF_INET6, &six, network, sizeof network)) + "/64";
}

void RateLimit::forget_full(Clock::time_point now) {
  std::erase_if(full_at_, [now](const auto& entry) { return entry.second <= now; });
}

/// A bucket is kept as the moment at which it is full again: each try puts that off by one refill.
bool RateLimit::take(std::string_view address, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  std::string network = network_of(address);
  if (full_at_.size() >= networks_ && !full_at_.contains(network)) forget_full(now);
  if (full_at_.size() >= networks_ && !full_at_.contains(network)) network.clear();
  Clock::time_point& full_at = full_at_[network];
  const Clock::time_point after = std::max(full_at, now) + refill_;
  if (after > now + burst_ * refill_) return false;
  full_at = after;
  return true;
}

}  // namespace tessera
