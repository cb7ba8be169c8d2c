// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/delivery.hpp"

#include "daemon/service/message_ids.hpp"
#include "shared/masking.hpp"

namespace tessera::courier {
namespace {

std::vector<std::string> route(const Letter& letter, const Gateways& gateways) {
  if (!letter.gateway.empty()) return {letter.gateway};
  return gateways.of_channel(letter.channel);
}

std::string masked(const std::string& to) { return to.find('@') == to.npos ? mask_phone(to) : mask_email(to); }

std::string ms_since(Failover::Time start) {
  const auto passed = std::chrono::steady_clock::now() - start;
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(passed).count());
}

Level level_of(DeliveryStatus status) {
  if (status == DeliveryStatus::sent) return Level::info;
  return status == DeliveryStatus::misconfigured ? Level::error : Level::warning;
}

}  // namespace

LetterDelivery::LetterDelivery(Letter letter, std::chrono::milliseconds limit, std::shared_ptr<const Gateways> gateways,
                               CURLM* multi, Log& log, Time now)
    : letter_(std::move(letter)), gateways_(std::move(gateways)), multi_(multi), log_(log), began_(now),
      failover_(route(letter_, *gateways_), now + limit) {}

LetterDelivery::~LetterDelivery() { drop_transfer(); }

void LetterDelivery::drop_transfer() {
  if (transfer_) curl_multi_remove_handle(multi_, transfer_->handle());
  transfer_.reset();
}

bool LetterDelivery::advance() {
  while (const auto attempt = failover_.next(std::chrono::steady_clock::now())) {
    asked_ = attempt->gateway;
    asked_at_ = std::chrono::steady_clock::now();
    gives_up_at_ = asked_at_ + attempt->limit;
    const CourierGateway* gateway = gateways_->find(asked_);
    Begun begun = gateway ? gateway->begin(letter_, attempt->limit)
                          : Begun(Answer{DeliveryStatus::misconfigured, "there is no such gateway"});
    if (auto* transfer = std::get_if<std::unique_ptr<Transfer>>(&begun)) {
      transfer_ = std::move(*transfer);
      if (curl_multi_add_handle(multi_, transfer_->handle()) == CURLM_OK) return false;
      transfer_.reset();
      begun = Answer{DeliveryStatus::failed, "the transfer could not begin"};
    }
    take(std::get<Answer>(begun));
  }
  return true;
}

bool LetterDelivery::transfer_ended(CURLcode code) { return go_on(transfer_->ended(code)); }

bool LetterDelivery::converse() { return go_on(transfer_->converse()); }

bool LetterDelivery::give_up() { return go_on(Answer{DeliveryStatus::failed, "no answer in time"}); }

bool LetterDelivery::go_on(const std::optional<Answer>& answer) {
  if (!answer) return false;
  drop_transfer();
  take(*answer);
  return advance();
}

void LetterDelivery::take(const Answer& answer) {
  failover_.answered(answer);
  const std::string status(name_of(answer.status));
  const std::string message = "gateway " + asked_ + ": " + status + " (" + answer.detail + ")";
  log_.write(answer.status == DeliveryStatus::sent ? Level::debug : level_of(answer.status), message,
             {{"GATEWAY", asked_}, {"CHANNEL", letter_.channel}, {"RESULT", status}, {"REASON", answer.detail},
              {"DURATION_MS", ms_since(asked_at_)}, message_id::gateway_answered});
}

Failover::Outcome LetterDelivery::conclude() {
  const Failover::Outcome outcome = failover_.outcome();
  const std::string status(name_of(outcome.status));
  const std::string to = masked(letter_.to);
  log_.write(level_of(outcome.status), letter_.channel + " for " + letter_.account + " to " + to + ": " + status,
             {{"USER", letter_.account}, {"CHANNEL", letter_.channel}, {"TO", to}, {"GATEWAY", outcome.gateway},
              {"RESULT", status}, {"REASON", outcome.detail}, {"DURATION_MS", ms_since(began_)},
              outcome.status == DeliveryStatus::sent ? message_id::delivery_made : message_id::delivery_failed});
  return outcome;
}

}  // namespace tessera::courier
