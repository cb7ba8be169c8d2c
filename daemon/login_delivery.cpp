// SPDX-License-Identifier: Apache-2.0
// The part of the login that sends: one code at a time, offered again where it waits, rescued where it fails.
#include <algorithm>
#include <utility>
#include <variant>

#include "daemon/login_flow.hpp"
#include "daemon/reasons.hpp"

namespace tessera {
namespace {

constexpr milliseconds wait_for_delivery = std::chrono::seconds(3);  // then the prompt says 'on its way'

bool has_failed(DeliveryStatus status) {
  return status != DeliveryStatus::pending && status != DeliveryStatus::sent;
}

}  // namespace

/// Records challenge and send in one commit, then delivers. An outstanding code is offered again instead.
Async<void> LoginFlow::send(std::size_t index, std::optional<ChallengeId> replaces) {
  const Way way = seen_.ways[index];
  const RandomSource random = [this](std::span<std::byte> bytes) { return ports_.random.fill(bytes); };
  const auto& code_limits = config_->limits.code;
  auto made = make_challenge(
      {seen_.key, way.channel, way.to, code_limits.digits, code_limits.lifetime, ports_.clock.now()}, ports_.keys, random);
  if (!made) co_return co_await refuse(Reason::no_randomness);
  const OpenChallenge request{std::move(made->challenge), std::move(replaces), config_->limits.sends};
  const auto outcome = co_await ports_.store.open_challenge(request);
  if (!outcome) co_return co_await refuse(reason_of(outcome.error()));
  if (const auto* refusal = std::get_if<SendRefusal>(&*outcome)) co_return co_await not_sent(*refusal);
  if (const auto* locked = std::get_if<Locked>(&*outcome)) {
    seen_.state.failures = locked->failures;
    seen_.state.locked_until = locked->until;
    co_return co_await refuse(reason_of_lock(locked->failures));
  }
  way_ = index;
  dispatch_.reset();
  record_.uses(way.channel);
  view_ = View::code;
  if (const auto* other = std::get_if<AlreadyOutstanding>(&*outcome)) {
    challenge_ = other->challenge;
    dispatch_ = ports_.dispatches.find(challenge_->id);
    const bool failed = dispatch_ ? delivery_failed() : has_failed(challenge_->delivery);
    if (failed) co_await send(index, ChallengeId(challenge_->id));
    co_return;
  }
  challenge_ = std::get<Opened>(*outcome).challenge;
  co_await deliver(way, std::move(made->code));
}

Async<void> LoginFlow::deliver(Way way, std::string code) {
  if (std::ranges::find(tried_, way.channel) == tried_.end()) tried_.push_back(way.channel);
  Message message{.account = seen_.key.account,
                  .channel = way.channel,
                  .gateway = {},
                  .to = way.to,
                  .subject = message_subject(screen_),
                  .text = message_text(screen_, code),
                  .code = std::move(code)};
  dispatch_ = ports_.courier.send(std::move(message));
  record_.sent(challenge_->id, dispatch_);
  ports_.dispatches.add(*challenge_, dispatch_, ports_.clock.now());
  co_await dispatch_->settled(wait_for_delivery);
}

/// A limit allows no further code now; one that is outstanding may still be typed.
Async<void> LoginFlow::not_sent(SendRefusal refusal) {
  if (!can_type_a_code()) co_return co_await refuse(Reason::send_limit);
  again(send_limit_notice(screen_, refusal));
}

/// The newest delivery failed on every gateway of its channel: the other ways are offered in the same login.
Async<void> LoginFlow::rescue() {
  Way& way = seen_.ways[*way_];
  way.usable = false;
  failed_ = way.channel;
  const DeliveryReport report = dispatch_->report();
  record_.explained_by("gateway " + report.gateway + ": " + report.detail);
  record_.log(Level::warning, Reason::not_delivered, "delivery failed");
  dispatch_.reset();
  challenge_.reset();
  way_.reset();
  if (!default_way(seen_.ways, failed_)) co_return co_await refuse(Reason::not_delivered);
  view_ = View::menu;
  notice_ = (notice_.empty() ? "" : notice_ + "\n") + not_sent_notice(way.channel);
}

Async<void> LoginFlow::resend() {
  if (!challenge_ || !way_) co_return again("Nothing was sent yet.");
  const milliseconds left = challenge_->sent_at + config_->limits.sends.resend_after - ports_.clock.now();
  if (left > milliseconds::zero()) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
    co_return again("Just sent. It can be sent again in " + std::to_string(seconds) + " s.");
  }
  co_await send(*way_, ChallengeId(challenge_->id));
}

bool LoginFlow::delivery_failed() const { return dispatch_ && has_failed(dispatch_->report().status); }

}  // namespace tessera
