// SPDX-License-Identifier: Apache-2.0
// The part of the login that sends: one code at a time, offered again where it waits, rescued where it fails.
#include <algorithm>
#include <utility>
#include <variant>

#include "daemon/login_flow.hpp"
#include "daemon/reasons.hpp"

namespace tessera {
namespace {

constexpr unsigned most_sends_refused = 5;
constexpr milliseconds wait_for_delivery = std::chrono::seconds(3);  // then the prompt says 'on its way'

bool has_failed(DeliveryStatus status) {
  return status != DeliveryStatus::pending && status != DeliveryStatus::sent;
}

}  // namespace

bool LoginFlow::offers_link(const Way& way) const {
  return config_->enrolment != EnrolmentPolicy::off && way.channel == Channel::text && (!app_digits_ || lost_);
}

AppDuty LoginFlow::app_duty() const { return app_digits_ ? AppDuty::none : duty_without_app(*config_, ports_.clock.now()); }

/// The line of a prompt on how to come to an app: a text's, or any code's where an app is needed.
std::string LoginFlow::enrolment_hint() const {
  if (!way_ || !sent_) return {};
  const AppDuty duty = app_duty();
  if (duty == AppDuty::none && !offers_link(ways_[*way_])) return {};
  return enrolment_line(sent_->confirmation, duty, config_->enrolment_until ? config_->enrolment_until->date : std::string());
}

/// A link that sleeps until this login has succeeded; nothing without a portal. A second text keeps the confirmation
/// of the first, which may still stand on the screen.
std::optional<NewEnrolment> LoginFlow::make_link(TimePoint now, std::string& url) const {
  if (!config_->portal) return std::nullopt;
  const RandomSource random = [this](std::span<std::byte> bytes) { return ports_.random.fill(bytes); };
  const auto token = make_enrolment_token(random);
  auto confirmation = make_confirmation(random);
  if (!token || !confirmation) return std::nullopt;
  if (sent_ && !sent_->confirmation.empty()) *confirmation = sent_->confirmation;
  NewEnrolment made{.token = hash_of_token(*token), .enrolment = {}};
  made.enrolment.account = key_.account;
  made.enrolment.confirmation = *confirmation;
  made.enrolment.expires_at = now + enrolment_lifetime;
  url = config_->portal->url + "/e/" + *token;
  return made;
}

/// Over another channel than this login's, or over that one where there is no other.
void LoginFlow::tell_contacts(const Notice& notice) {
  const auto speaks = [](const Way& way) { return way.proof == Proof::delivered && way.channel != Channel::call; };
  const std::optional<Channel> used = way_ && view_ != View::backup ? std::optional(ways_[*way_].channel) : std::nullopt;
  const bool other = std::ranges::any_of(ways_, [&](const Way& way) { return speaks(way) && way.channel != used; });
  for (const Way& way : ways_) {
    if (!speaks(way) || (other && way.channel == used)) continue;
    ports_.courier.send({.account = key_.account, .channel = way.channel, .gateway = {}, .to = way.to,
                         .subject = notice.subject, .text = notice.text, .code = {}, .notice = notice.event});
  }
}

/// Records challenge and send in one commit, and delivers while the disk takes it. An outstanding code is offered again
/// instead.
Async<void> LoginFlow::send(std::size_t index, std::optional<ChallengeId> replaces) {
  const Way way = ways_[index];
  const RandomSource random = [this](std::span<std::byte> bytes) { return ports_.random.fill(bytes); };
  const auto& code_limits = config_->limits.code;
  auto made = make_challenge(
      {key_, way.channel, way.to, code_limits.digits, code_limits.lifetime, ports_.clock.now()}, ports_.keys, random);
  if (!made) co_return co_await refuse(Reason::no_randomness);
  OpenChallenge request{std::move(made->challenge), std::move(replaces), config_->limits.sends, std::nullopt};
  std::string link;
  if (offers_link(way)) request.enrolment = make_link(request.challenge.sent_at, link);
  if (request.enrolment) request.challenge.confirmation = request.enrolment->enrolment.confirmation;
  request.bindings = to_bind_;
  Message message = message_of(way, std::move(made->code), link);
  std::shared_ptr<Dispatch> dispatch;
  auto deliver = [this, &message, &dispatch] { dispatch = ports_.courier.send(std::move(message)); };
  const auto outcome = co_await ports_.store.open_challenge(std::move(request), deliver);
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
  bindings_kept();
  sent_.emplace(std::get<OpenedChallenge>(*outcome).challenge);
  if (std::ranges::find(tried_, way.channel) == tried_.end()) tried_.push_back(way.channel);
  if (!dispatch) deliver();
  co_await settle(std::move(dispatch));
}

Message LoginFlow::message_of(const Way& way, std::string code, const std::string& link) const {
  return {.account = key_.account,
          .channel = way.channel,
          .gateway = {},
          .to = way.to,
          .subject = message_subject(screen()),
          .text = message_text(screen(), code, link),
          .code = std::move(code)};
}

Async<void> LoginFlow::settle(std::shared_ptr<Dispatch> dispatch) {
  dispatch_ = std::move(dispatch);
  record_.sent(sent_->id, dispatch_);
  ports_.dispatches.add(*sent_, dispatch_, ports_.clock.now());
  co_await dispatch_->settled(wait_for_delivery);
}

/// Nothing is sent to a phone whose app has the code.
bool LoginFlow::sends(const Way& way) const {
  const bool app_instead = app_digits_ && !lost_ && way.channel != Channel::email &&
                           config_->channels.after_enrolment == AfterEnrolment::app_code;
  return way.proof == Proof::delivered && !app_instead;
}

/// What proves somebody while no message goes out: the app, what the menu lists, a backup code. False where
/// there is none of these.
bool LoginFlow::goes_on_without_sending(std::string notice) {
  const auto listed = [](const Way& way) { return way.usable && way.proof != Proof::delivered; };
  const bool has_list = backup_ && (backup_->left > 0 || backup_->desk_code);
  if (app_digits_ && !lost_) {
    view_ = View::app;
    notice += " Your app has the code.";
  } else if (std::ranges::any_of(ways_, listed)) {
    view_ = View::menu;
  } else if (has_list) {
    list_ = backup_->left > 0 ? Proof::backup : Proof::desk;
    view_ = View::backup;
  } else {
    return false;
  }
  notice_ = std::move(notice);
  return true;
}

/// A limit allows no further code now; one that is outstanding may still be typed. Whoever asks on and on is refused,
/// since each time costs the store a visit.
Async<void> LoginFlow::not_sent(SendRefusal refusal) {
  if (++sends_refused_ == 1) {
    record_.explained_by("send limit " + refusal.limit);
    record_.log(Level::warning, Reason::send_limit, "not sent");
  }
  std::string notice = send_limit_notice(screen(), refusal);
  if (can_type_a_code()) co_return again(std::move(notice));
  const bool is_enough = sends_refused_ > most_sends_refused;
  if (is_enough || !goes_on_without_sending(std::move(notice))) co_await refuse(Reason::send_limit);
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
  std::string notice = (notice_.empty() ? "" : notice_ + "\n") + not_sent_notice(way.channel);
  const bool another = std::ranges::any_of(ways_, [this](const Way& other) { return other.usable && sends(other); });
  if (another) {
    view_ = View::menu;
    notice_ = std::move(notice);
  } else if (!goes_on_without_sending(std::move(notice))) {
    co_await refuse(Reason::not_delivered);
  }
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

bool LoginFlow::delivery_failed() const { return dispatch_ && has_failed(dispatch_->report().status); }

}  // namespace tessera
