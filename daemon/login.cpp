// SPDX-License-Identifier: Apache-2.0
// THE login, top to bottom: decide, ask for a way, send a code, check what is typed, end with a verdict.
#include "daemon/login.hpp"

#include <algorithm>
#include <utility>

#include "daemon/login_flow.hpp"
#include "daemon/reasons.hpp"

namespace tessera {
namespace {

constexpr unsigned enters_that_cancel = 3;
constexpr unsigned unread_answers_that_cancel = 10;

}  // namespace

/// Who it is and what is to happen. A coroutine of its own, whose frame goes while the person reads the prompt.
Async<void> LoginFlow::look_up(const LoginRequest& request) {
  Gathered seen = co_await gather(ports_.store, ports_.directory, ports_.clock, ports_.seeds, config_, request);
  auto counted = seen.counted;  // take() explains it
  take(std::move(seen), request);
  if (ruling_ == Ruling::ask) co_await keep_contacts(std::move(counted));
}

void LoginFlow::take(Gathered seen, const LoginRequest& request) {
  record_.explained_by(explanation(seen));
  place_ = request.place;
  opens_session_ = request.opens_session;
  trusted_until_ = seen.trusted_until;
  key_ = std::move(seen.key);
  express_ = seen.decision.ruling != Ruling::ignore && !ports_.directory.is_creator(key_.account, seen.whois.gid);
  ways_ = std::move(seen.ways);
  if (seen.state.app) app_digits_ = seen.state.app->parameters.digits;
  prefers_to_be_sent_ = sent_although_there_is_an_app(seen.state.preferred);
  code_waits_ = !seen.state.outstanding.empty();
  backup_only_ = codes_are_off(seen.state.failures);
  backup_ = std::move(seen.state.backup);
  failures_ = seen.state.failures;
  locked_until_ = seen.state.locked_until;
  ruling_ = seen.decision.ruling;
  reason_ = seen.decision.reason;
  observed_ = seen.decision.would.has_value();
}

/// A text or a call that the app's code would stand in for is no other way than the app.
std::optional<Channel> LoginFlow::sent_although_there_is_an_app(std::optional<Channel> preferred) const {
  const bool app_instead = preferred != Channel::email && config_->channels.after_enrolment == AfterEnrolment::app_code;
  return app_instead ? std::nullopt : preferred;
}

Async<void> LoginFlow::run() {
  switch (ruling_) {
    case Ruling::ignore:
      co_return co_await pass();
    case Ruling::refuse:
      co_return co_await refuse(reason_);
    case Ruling::trust:
      co_return co_await pass_as_trusted();
    case Ruling::ask:
      co_return co_await prove();
  }
}

/// Not concerned: out of scope, off, single sign-on, or observed.
Async<void> LoginFlow::pass() {
  if (observed_) {
    co_await record_.conclude(reason_, "observed", false);
  } else {
    record_.log(Level::info, reason_, "not concerned");
  }
  co_await conversation_.done(Verdict::not_concerned);
}

/// The second question was answered from this place a while ago. Each use stands in the log.
Async<void> LoginFlow::pass_as_trusted() {
  record_.uses("trust");
  co_await record_.conclude(Reason::trusted_place, "proven", false);
  if (trusted_until_) trust_session(*trusted_until_);
  co_await conversation_.done(Verdict::proven);
}

/// Where the person starts: at what proves with the least trouble.
void LoginFlow::choose_first_view() {
  const bool wants_another = prefers_to_be_sent_ && !ways_.empty() && ways_.front().channel == *prefers_to_be_sent_;
  if (app_digits_ && !wants_another) view_ = View::app;
  const bool nothing_can_be_sent = !app_digits_ && ways_.empty();
  if (backup_only_ || nothing_can_be_sent) {
    ways_ = lost_ways_of(ways_, backup_ ? backup_->left : 0, backup_ && backup_->desk_code, config_->help_desk);
    for (Way& way : ways_) way.usable = way.proof != Proof::delivered;
    view_ = View::menu;
  }
}

Async<void> LoginFlow::prove() {
  choose_first_view();
  const CodeLengths lengths{config_->limits.code.digits, app_digits_ ? *app_digits_ : 0, backup_.has_value()};
  while (!over_) {
    if (delivery_failed()) {
      co_await rescue();
      continue;
    }
    Reply reply = co_await conversation_.ask(prompt());
    if (reply.kind == ReplyKind::answer) {
      co_await act_on(parse_answer(reply.text, lengths));
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
      co_return other_ways();
    case Said::app:
      co_return use_app({});
    case Said::lost_phone:
      co_return lost_phone();
    case Said::backup_code:
      co_return co_await check_backup(std::move(answer.text));
    case Said::trust:
      co_return toggle_trust();
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
    if (chosen) co_return co_await take(*chosen);
  }
  if (++enters_ >= enters_that_cancel) co_return co_await refuse(Reason::cancelled);
  if (sent_) view_ = View::code;
}

Async<void> LoginFlow::choose(Parsed answer) {
  const auto meant = [&answer](const Way& way) {
    if (answer.said == Said::choice) return way.number == answer.number;
    return way.proof == Proof::delivered && way.channel == answer.channel;
  };
  const auto way = std::ranges::find_if(ways_, meant);
  if (way == ways_.end()) co_return again("There is no such way.");
  if (!way->usable) co_return again("That way does not work now.");
  co_await take(static_cast<std::size_t>(way - ways_.begin()));
}

/// Nothing is sent to somebody whose app has the code, or who has it on a list.
Async<void> LoginFlow::take(std::size_t index) {
  const Way& way = ways_[index];
  if (way.proof != Proof::delivered) {
    list_ = way.proof;
    view_ = View::backup;
    co_return;
  }
  if (!sends(way)) co_return use_app(app_instead_notice());
  co_await send(index, std::nullopt);
}

void LoginFlow::toggle_trust() {
  if (place_.id.empty()) return again("This place cannot be trusted here.");
  trust_ = !trust_;
  const TimePoint until = ports_.clock.now() + config_->trust.lifetime;
  again(trust_ ? trust_notice(screen(), place_.label, until) : "This place will not be trusted.");
}

std::optional<TrustedPlace> LoginFlow::wanted_trust(TimePoint now) const {
  if (!trust_) return std::nullopt;
  return TrustedPlace{key_.account, place_.id, place_.label, now, now + config_->trust.lifetime};
}

/// su and sudo in the session that this login leads to.
void LoginFlow::trust_session(TimePoint until) {
  if (opens_session_) ports_.fresh_logins.add(*opens_session_, key_.account, ports_.clock.now(), until);
}

void LoginFlow::other_ways() {
  if (ways_.empty()) return again("There is no other way for this account.");
  if (!default_way(ways_, failed_)) return again("No other way works now.");
  view_ = View::menu;
}

/// Nothing is sent: the phone has what is needed.
void LoginFlow::use_app(std::string notice) {
  if (!app_digits_) return again("Not set up for this account.");
  view_ = View::app;
  notice_ = std::move(notice);
}

AppLetters LoginFlow::app_letters() const {
  const bool has_list = (backup_ && (backup_->left > 0 || backup_->desk_code)) || !config_->help_desk.empty();
  return {lost_ && !ways_.empty() ? "other ways" : channels_of(ways_), has_list || !ways_.empty(), offers_trust()};
}

/// The other ways then send, although there is an app.
void LoginFlow::lost_phone() {
  if (!app_digits_) return again("Not set up for this account.");
  if (!lost_) {
    ways_ = lost_ways_of(ways_, backup_ ? backup_->left : 0, backup_ && backup_->desk_code, config_->help_desk);
    way_.reset();
    sent_.reset();
    dispatch_.reset();
  }
  if (!default_way(ways_, failed_)) return again(no_other_way_notice(screen()));
  lost_ = true;
  view_ = View::menu;
  notice_ = lost_phone_notice();
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
  if (view_ == View::app) return app_screen(screen(), notice, first, app_letters());
  if (view_ == View::menu) return menu_screen(screen(), ways_, failed_, notice, first);
  if (view_ == View::again) return again_screen(notice);
  if (view_ == View::backup) return backup_screen(notice, list_);
  const DeliveryStatus status = dispatch_ ? dispatch_->report().status : sent_->delivery;
  return code_screen(screen(), ways_[*way_], *sent_, status, ways_.size() > 1, enrolment_hint(), offers_trust());
}

/// The same question with a word on what was wrong; the menu stays a menu.
void LoginFlow::again(std::string notice) {
  if (view_ == View::code) view_ = View::again;
  notice_ = std::move(notice);
}

Async<void> login(const LoginPorts& ports, std::shared_ptr<const Config> config,
                  std::unique_ptr<const LoginRequest> request, Conversation& conversation) {
  LoginFlow flow(ports, std::move(config), conversation);
  co_await flow.look_up(*request);
  request.reset();  // not kept while the person reads the prompt
  co_await flow.run();
}

Async<std::optional<EnrolmentProof>> prove_oneself(const LoginPorts& ports, std::shared_ptr<const Config> config,
                                                   const LoginRequest& request, Conversation& conversation) {
  LoginFlow flow(ports, std::move(config), conversation);
  co_await flow.look_up(request);
  co_await flow.run();
  co_return flow.proof();
}

}  // namespace tessera
