// SPDX-License-Identifier: Apache-2.0
#include "daemon/delivery/notice_courier.hpp"

#include <string>
#include <utility>

#include "daemon/service/message_ids.hpp"
#include "shared/masking.hpp"

namespace tessera {
namespace {

constexpr milliseconds longest_wait = std::chrono::minutes(1);  // a courier's report comes sooner

std::string_view word_of(DeliveryStatus status) {
  if (status == DeliveryStatus::refused) return "refused";
  return status == DeliveryStatus::misconfigured ? "misconfigured" : "failed";
}

}  // namespace

NoticeCourier::NoticeCourier(Executor executor, Courier& courier, Log& log, std::function<bool(Channel)> served,
                             NoticeRetries retries)
    : executor_(std::move(executor)), courier_(courier), log_(log), served_(std::move(served)),
      retries_(std::move(retries)) {}

std::shared_ptr<Dispatch> NoticeCourier::send(Message message) {
  if (message.notice.empty() || !served_(message.channel)) return courier_.send(std::move(message));
  auto dispatch = courier_.send(message);
  spawn(executor_, stand_behind(std::move(message), dispatch));
  return dispatch;
}

Async<void> NoticeCourier::stand_behind(Message message, std::shared_ptr<Dispatch> dispatch) {
  for (std::size_t tries = 0;; ++tries) {
    co_await dispatch->settled(longest_wait);
    const DeliveryReport report = dispatch->report();
    if (report.status == DeliveryStatus::sent) co_return;
    const bool again = may_try_again(report.status, tries);
    note(message, report, again);
    if (!again) co_return;
    Timer timer(executor_, retries_.waits[tries]);
    ++waiting_;
    co_await timer.async_wait(use_awaitable);
    --waiting_;
    dispatch = courier_.send(message);
  }
}

/// An administrator may mend what is misconfigured meanwhile; a refusal is about the number or address.
bool NoticeCourier::may_try_again(DeliveryStatus status, std::size_t tries) const {
  return status != DeliveryStatus::refused && tries < retries_.waits.size() && waiting_ < retries_.at_once;
}

void NoticeCourier::note(const Message& message, const DeliveryReport& report, bool tries_again) {
  const std::string what = "notice for " + message.account + " not sent: " + std::string(message.notice);
  const std::string to = message.channel == Channel::email ? mask_email(message.to) : mask_phone(message.to);
  log_.write(tries_again ? Level::warning : Level::error, what + (tries_again ? "; it is tried again" : "; it is given up"),
             {{"USER", message.account},
              {"CHANNEL", name_of(message.channel)},
              {"TO", to},
              {"GATEWAY", report.gateway},
              {"RESULT", word_of(report.status)},
              {"REASON", report.detail},
              {"DETAIL", message.notice},
              tries_again ? message_id::notice_failed : message_id::notice_given_up});
}

}  // namespace tessera
