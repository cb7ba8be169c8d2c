// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/failover.hpp"

#include <algorithm>

namespace tessera::courier {

bool Failover::settled() const {
  if (answers_.empty()) return false;
  const DeliveryStatus last = answers_.back().status;
  return last == DeliveryStatus::sent || last == DeliveryStatus::refused;
}

std::optional<Failover::Try> Failover::next(Time now) {
  if (settled() || asked_ == gateways_.size()) return std::nullopt;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - now);
  if (left.count() <= 0) {
    late_ = true;
    return std::nullopt;
  }
  const auto share = left / static_cast<int>(gateways_.size() - asked_);
  return Try{gateways_[asked_++], std::max(share, std::chrono::milliseconds(1))};
}

void Failover::answered(const Answer& answer) { answers_.push_back(answer); }

Failover::Outcome Failover::outcome() const {
  if (gateways_.empty()) return {DeliveryStatus::misconfigured, "", "the channel has no gateway"};
  Outcome result;
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    result.detail += (i == 0 ? "" : "; ") + gateways_[i] + ": " + answers_[i].detail;
  }
  if (late_) result.detail += (result.detail.empty() ? "" : "; ") + std::string("time was up before ") + gateways_[asked_];
  if (asked_ > 0) result.gateway = gateways_[asked_ - 1];
  const auto is_mistake = [](const Answer& answer) { return answer.status == DeliveryStatus::misconfigured; };
  const bool all_asked = answers_.size() == gateways_.size();
  if (settled()) result.status = answers_.back().status;
  else if (all_asked && std::ranges::all_of(answers_, is_mistake)) result.status = DeliveryStatus::misconfigured;
  else result.status = DeliveryStatus::failed;
  return result;
}

}  // namespace tessera::courier
