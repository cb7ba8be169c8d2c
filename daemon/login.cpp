// SPDX-License-Identifier: Apache-2.0
// THE login, top to bottom: decide, ask for a way, send a code, check what is typed, end with a verdict.
#include "daemon/service/mark.hpp"
#include "daemon/login.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "daemon/login_flow.hpp"
#include "daemon/reasons.hpp"

namespace tessera {
namespace {

constexpr milliseconds wait_for_delivery = std::chrono::seconds(3);  // then the prompt says 'on its way'
constexpr unsigned enters_that_cancel = 3;
constexpr unsigned unread_answers_that_cancel = 10;

bool has_failed(DeliveryStatus status) {
  return status != DeliveryStatus::pending && status != DeliveryStatus::sent;
}

}  // namespace

/// Who it is and what is to happen. A coroutine of its own, whose frame goes while the person reads the prompt.
Async<void> LoginFlow::look_up(const LoginRequest& request) {
  Gathered seen = co_await gather(ports_.store, ports_.directory, ports_.clock, config_, request);
  record_.explained_by(explanation(seen));
  key_ = std::move(seen.key);
  express_ = seen.decision.ruling != Ruling::ignore && !ports_.directory.is_creator(key_.account);
  ways_ = std::move(seen.ways);
  code_waits_ = !seen.state.outstanding.empty();
  failures_ = seen.state.failures;
  locked_until_ = seen.state.locked_until;
  decision_ = seen.decision;
  decision_.steps = {};
}

Async<void> LoginFlow::run() {
  switch (decision_.ruling) {
    case Ruling::ignore:
      co_return co_await pass();
    case Ruling::refuse:
      co_return co_await refuse(decision_.reason);
    case Ruling::ask:
      co_return co_await prove();
  }
}

/// Not concerned: out of scope, off, single sign-on, or observed.
Async<void> LoginFlow::pass() {
  const Reason reason = decision_.reason;
  if (decision_.would) {
    co_await record_.conclude(reason, "observed", false);
  } else {
    record_.log(Level::info, reason, "not concerned");
  }
  co_await conversation_.done(Verdict::not_concerned);
}

Async<void> LoginFlow::prove() {
  while (!over_) {
    if (delivery_failed()) {
      co_await rescue();
      continue;
    }
    mark(sent_ ? 12 : 5);
    Reply reply = co_await conversation_.ask(prompt());
    mark(sent_ ? 13 : 6);
    if (reply.kind == ReplyKind::answer) {
      co_await act_on(parse_answer(reply.text, config_->limits.code.digits));
    } else {
      co_await refuse(reason_of(reply.kind));
    }
  }
}

Async<void> LoginFlow::act_on(Parsed answer) {
  if (answer.said != Said::enter) enters_ = 0;
  if (answer.said != Said::nonsense) unread_ = 0;
  switch (answer.said) {
    case Said::enter:
      co_return co_await enter();
    case Said::code:
      co_return co_await check(std::move(answer.text));
    case Said::choice:
    case Said::channel:
      co_return co_await choose(std::move(answer));
    case Said::resend:
      co_return co_await resend();
    case Said::other_ways:
      view_ = View::menu;
      co_return;
    case Said::app:
    case Said::backup_code:
    case Said::lost_phone:
    case Said::trust:
      co_return again("Not set up for this account.");
    case Said::quit:
      co_return co_await refuse(Reason::cancelled);
    case Said::nonsense:
      break;
  }
  if (++unread_ >= unread_answers_that_cancel) co_return co_await refuse(Reason::cancelled);
  again("That is no code: a code has " + std::to_string(config_->limits.code.digits) + " digits.");
}

/// Enter is the default of a menu; at a code prompt it redraws with the newest delivery status.
Async<void> LoginFlow::enter() {
  if (view_ == View::menu) {
    const auto chosen = default_way(ways_, failed_);
    if (chosen) co_return co_await send(*chosen, std::nullopt);
  }
  if (++enters_ >= enters_that_cancel) co_return co_await refuse(Reason::cancelled);
  if (sent_) view_ = View::code;
}

Async<void> LoginFlow::choose(Parsed answer) {
  const auto meant = [&answer](const Way& way) {
    return answer.said == Said::choice ? way.number == answer.number : way.channel == answer.channel;
  };
  const auto way = std::ranges::find_if(ways_, meant);
  if (way == ways_.end()) co_return again("There is no such way.");
  if (!way->usable) co_return again("That way does not work now.");
  co_await send(static_cast<std::size_t>(way - ways_.begin()), std::nullopt);
}

/// Records challenge and send in one commit, then delivers. An outstanding code is offered again instead.
Async<void> LoginFlow::send(std::size_t index, std::optional<ChallengeId> replaces) {
  const Way way = ways_[index];
  const RandomSource random = [this](std::span<std::byte> bytes) { return ports_.random.fill(bytes); };
  const auto& code_limits = config_->limits.code;
  auto made = make_challenge(
      {key_, way.channel, way.to, code_limits.digits, code_limits.lifetime, ports_.clock.now()}, ports_.keys, random);
  if (!made) co_return co_await refuse(Reason::no_randomness);
  const OpenChallenge request{std::move(made->challenge), std::move(replaces), config_->limits.sends};
  const auto outcome = co_await ports_.store.open_challenge(request);
  mark(10);
  if (!outcome) co_return co_await refuse(reason_of(outcome.error()));
  if (const auto* refusal = std::get_if<SendRefusal>(&*outcome)) co_return co_await not_sent(*refusal);
  if (const auto* locked = std::get_if<Locked>(&*outcome)) {
    failures_ = locked->failures;
    locked_until_ = locked->until;
    co_return co_await refuse(reason_of_lock(locked->failures));
  }
  way_ = index;
  dispatch_.reset();
  record_.uses(way.channel);
  view_ = View::code;
  if (const auto* other = std::get_if<AlreadyOutstanding>(&*outcome)) {
    sent_.emplace(other->challenge);
    dispatch_ = ports_.dispatches.find(sent_->id);
    const bool failed = dispatch_ ? delivery_failed() : has_failed(sent_->delivery);
    if (failed) co_await send(index, ChallengeId(sent_->id));
    co_return;
  }
  sent_.emplace(std::get<Opened>(*outcome).challenge);
  co_await deliver(way, std::move(made->code));
}

Async<void> LoginFlow::deliver(Way way, std::string code) {
  if (std::ranges::find(tried_, way.channel) == tried_.end()) tried_.push_back(way.channel);
  Message message{.account = key_.account,
                  .channel = way.channel,
                  .gateway = {},
                  .to = way.to,
                  .subject = message_subject(screen()),
                  .text = message_text(screen(), code),
                  .code = std::move(code)};
  dispatch_ = ports_.courier.send(std::move(message));
  record_.sent(sent_->id, dispatch_);
  ports_.dispatches.add(*sent_, dispatch_, ports_.clock.now());
  mark(11);
  co_await dispatch_->settled(wait_for_delivery);
}

/// A limit allows no further code now; one that is outstanding may still be typed.
Async<void> LoginFlow::not_sent(SendRefusal refusal) {
  if (!can_type_a_code()) co_return co_await refuse(Reason::send_limit);
  again(send_limit_notice(screen(), refusal));
}

/// The newest delivery failed on every gateway of its channel: the other ways are offered in the same login.
Async<void> LoginFlow::rescue() {
  Way& way = ways_[*way_];
  way.usable = false;
  failed_ = way.channel;
  const DeliveryReport report = dispatch_->report();
  record_.explained_by("gateway " + report.gateway + ": " + report.detail);
  record_.log(Level::warning, Reason::not_delivered, "delivery failed");
  dispatch_.reset();
  sent_.reset();
  way_.reset();
  if (!default_way(ways_, failed_)) co_return co_await refuse(Reason::not_delivered);
  view_ = View::menu;
  notice_ = (notice_.empty() ? "" : notice_ + "\n") + not_sent_notice(way.channel);
}

Async<void> LoginFlow::resend() {
  if (!sent_ || !way_) co_return again("Nothing was sent yet.");
  const milliseconds left = sent_->sent_at + config_->limits.sends.resend_after - ports_.clock.now();
  if (left > milliseconds::zero()) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
    co_return again("Just sent. It can be sent again in " + std::to_string(seconds) + " s.");
  }
  co_await send(*way_, ChallengeId(sent_->id));
}

/// Counting, comparing, consuming and the audit row are one commit; no verdict leaves before it.
Async<void> LoginFlow::check(std::string code) {
  const Secret typed(std::move(code));
  CheckCode request{.login = key_,
                    .matches =
                        [keys = &ports_.keys, account = key_.account, &typed](const ChallengeId& id,
                                                                                   const CodeMac& mac) {
                          return keys->matches(mac, id, account, typed.view());
                        },
                    .now = ports_.clock.now(),
                    .limits = config_->limits.attempts,
                    .deliveries = record_.take_deliveries(),
                    .last_try = wrong_ + 1 >= config_->limits.attempts.per_login};
  auto checked = co_await ports_.store.check(std::move(request));
  mark(17);
  if (!checked) co_return co_await refuse(reason_of(checked.error()));
  co_await judged(std::move(*checked));
}

Async<void> LoginFlow::judged(Checked checked) {
  failures_ = checked.failures;
  locked_until_ = checked.locked_until;
  if (checked.locked_until || codes_are_off(checked.failures)) {
    co_return co_await refuse(reason_of_lock(checked.failures), std::move(checked.reference));
  }
  const Channel channel = way_ ? ways_[*way_].channel : Channel::text;
  const unsigned per_login = config_->limits.attempts.per_login;
  switch (checked.judgement) {
    case Judgement::accepted:
      over_ = true;
      record_.log(Level::info, Reason::proven, "proven");
      mark(18);
      co_return co_await conversation_.done(Verdict::proven);
    case Judgement::wrong:
      if (++wrong_ >= per_login) co_return co_await refuse(Reason::wrong_code, std::move(checked.reference));
      view_ = View::again;
      co_return again(wrong_code_notice(per_login - wrong_, channel, checked.challenge_spent));
    case Judgement::used:
      view_ = View::again;
      co_return again("That code was used by another login. r sends a new one.");
    case Judgement::none_open:
      view_ = View::menu;
      co_return again("No code is waiting here. Choose a way to get one.");
  }
}

/// The end without success: audited, told with its reference, and what to do.
Async<void> LoginFlow::refuse(Reason reason, std::string reference) {
  over_ = true;
  const bool left = reason == Reason::cancelled || reason == Reason::disconnected;
  if (reference.empty()) {
    reference = co_await record_.conclude(reason, left ? "cancelled" : "refused", !left);
  } else {
    record_.log(Level::notice, reason, "refused", reference);
  }
  if (reason == Reason::disconnected) co_return;
  const Refusal refusal{reason, failures_, locked_until_, tried_, std::move(reference)};
  co_await conversation_.tell(TellKind::error, refusal_sentence(screen(), refusal));
  co_await conversation_.done(verdict_of(reason));
}

std::string LoginFlow::prompt() {
  const std::string notice = std::exchange(notice_, {});
  const bool first = std::exchange(first_, false);
  if (view_ == View::menu) return menu_screen(screen(), ways_, failed_, notice, first);
  if (view_ == View::again) return again_screen(notice);
  const DeliveryStatus status = dispatch_ ? dispatch_->report().status : sent_->delivery;
  return code_screen(screen(), ways_[*way_], *sent_, status, ways_.size() > 1);
}

/// The same question with a word on what was wrong; the menu stays a menu.
void LoginFlow::again(std::string notice) {
  if (view_ == View::code) view_ = View::again;
  notice_ = std::move(notice);
}

bool LoginFlow::delivery_failed() const { return dispatch_ && has_failed(dispatch_->report().status); }

Async<void> login(const LoginPorts& ports, std::shared_ptr<const Config> config, const LoginRequest& request,
                  Conversation& conversation) {
  LoginFlow flow(ports, std::move(config), conversation);
  co_await flow.look_up(request);
  co_await flow.run();
}

}  // namespace tessera
