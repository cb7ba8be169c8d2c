// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/ports/courier.hpp"

namespace tessera::test {

/// What a message under way reports: `now` at first, `later` once somebody has waited for it.
struct Fate {
  DeliveryReport now{DeliveryStatus::sent, "fake", {}};
  std::optional<DeliveryReport> later;
};

/// Waiting takes no real time: it ends at once, with what the test has laid out.
class FakeDispatch : public Dispatch {
 public:
  explicit FakeDispatch(Fate fate) : fate_(std::move(fate)) {}
  DeliveryReport report() const override { return fate_.now; }
  Async<void> settled(milliseconds limit) override {
    waited.push_back(limit);
    if (fate_.later) become(*fate_.later);
    co_return;
  }
  void become(DeliveryReport report) {
    fate_.now = std::move(report);
    fate_.later.reset();
  }

  std::vector<milliseconds> waited;  ///< the limit of each wait

 private:
  Fate fate_;
};

/// Keeps what was handed over. Fates laid out with `next` are used up in order; without one, `fate_of`
/// decides.
class FakeCourier : public Courier {
 public:
  std::shared_ptr<Dispatch> send(Message message) override {
    Fate fate = fates_.empty() ? fate_of(message) : std::move(fates_.front());
    if (!fates_.empty()) fates_.pop_front();
    sent.push_back(std::move(message));
    dispatches.push_back(std::make_shared<FakeDispatch>(std::move(fate)));
    return dispatches.back();
  }
  void next(Fate fate) { fates_.push_back(std::move(fate)); }
  void next(DeliveryStatus status, std::string detail = {}) {
    next(Fate{{status, "fake", std::move(detail)}, std::nullopt});
  }

  std::function<Fate(const Message&)> fate_of = [](const Message&) { return Fate{}; };
  std::vector<Message> sent;
  std::vector<std::shared_ptr<FakeDispatch>> dispatches;  ///< of `sent`, in the same order

 private:
  std::deque<Fate> fates_;
};

}  // namespace tessera::test
