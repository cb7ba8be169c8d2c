// SPDX-License-Identifier: Apache-2.0
#include "daemon/login_record.hpp"

#include "daemon/reasons.hpp"

namespace tessera {
namespace {

bool leaves_no_row(Reason reason) {
  return reason == Reason::nobody || reason == Reason::store_unavailable || reason == Reason::store_corrupt;
}

}  // namespace

void LoginRecord::sent(ChallengeId challenge, std::shared_ptr<Dispatch> dispatch) {
  sent_.push_back({std::move(challenge), std::move(dispatch)});
}

std::vector<DeliveryRecord> LoginRecord::take_deliveries() {
  std::vector<DeliveryRecord> news;
  for (Sent& sent : sent_) {
    const DeliveryReport report = sent.dispatch->report();
    if (report.status == sent.recorded) continue;
    sent.recorded = report.status;
    news.push_back({sent.challenge, report.status, report.gateway});
  }
  return news;
}

Async<std::string> LoginRecord::conclude(Reason reason, std::string result, bool wants_reference) {
  std::string reference;
  if (!leaves_no_row(reason)) {
    Conclusion conclusion;
    conclusion.entry = {.time = clock_.now(),
                        .account = key_.account,
                        .service = key_.service,
                        .rhost = key_.rhost,
                        .channel = std::string(channel_),
                        .result = result,
                        .reason = std::string(name_of(reason)),
                        .detail = detail_};
    conclusion.wants_reference = wants_reference;
    conclusion.deliveries = take_deliveries();
    auto stored = co_await store_.conclude(std::move(conclusion));
    if (stored) reference = std::move(*stored);
  }
  log(Level::notice, reason, result, reference);
  co_return reference;
}

void LoginRecord::log(Level level, Reason reason, std::string_view result, std::string_view reference) {
  if (leaves_no_row(reason) && !strangers_.allow(clock_.now())) return;
  const std::string message = key_.service + " login of " + key_.account + ": " + std::string(result) + ", " +
                              std::string(name_of(reason));
  log_.write(level, message,
             {{"USER", key_.account},
              {"SERVICE", key_.service},
              {"RHOST", key_.rhost},
              {"CHANNEL", channel_},
              {"RESULT", result},
              {"REASON", name_of(reason)},
              {"REFERENCE", reference},
              {"DETAIL", detail_},
              message_id_of(reason)});
}

}  // namespace tessera
