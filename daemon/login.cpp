// SPDX-License-Identifier: Apache-2.0
// THE login, top to bottom: decide, ask for a way, send a code, check what is typed, end with a verdict.
#include "daemon/login.hpp"

#include <algorithm>
#include <utility>

#include "daemon/login_flow.hpp"
#include "daemon/reasons.hpp"
#include "daemon/screen_context.hpp"

namespace tessera {
namespace {

constexpr unsigned app_window = 1;  // steps either side of now
constexpr unsigned enters_that_cancel = 3;
constexpr unsigned unread_answers_that_cancel = 10;

}  // namespace

Async<void> LoginFlow::run() {
  seen_ = co_await gather(ports_.store, ports_.directory, ports_.clock, config_, request_);
  record_.concerns(seen_.key);
  record_.explained_by(explanation(seen_));
  const bool express = seen_.decision.ruling != Ruling::ignore && !ports_.directory.is_creator(seen_.key.account);
  screen_ = screen_context(*config_, seen_.key, express, ports_.local_time);
  switch (seen_.decision.ruling) {
    case Ruling::ignore:
      co_return co_await pass();
    case Ruling::refuse:
      co_return co_await refuse(seen_.decision.reason);
    case Ruling::ask:
      co_return co_await prove();
  }
}

/// Not concerned: out of scope, off, single sign-on, or observed.
Async<void> LoginFlow::pass() {
  const Reason reason = seen_.decision.reason;
  if (seen_.decision.would) {
    co_await record_.conclude(reason, "observed", false);
  } else {
    record_.log(Level::info, reason, "not concerned");
  }
  co_await conversation_.done(Verdict::not_concerned);
}

Async<void> LoginFlow::prove() {
  if (seen_.state.app) view_ = View::app;
  const CodeLengths lengths{config_->limits.code.digits, seen_.state.app ? seen_.state.app->parameters.digits : 0};
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
    const auto chosen = default_way(seen_.ways, failed_);
    if (chosen) co_return co_await send(*chosen, std::nullopt);
  }
  if (++enters_ >= enters_that_cancel) co_return co_await refuse(Reason::cancelled);
  if (challenge_) view_ = View::code;
}

Async<void> LoginFlow::choose(Parsed answer) {
  const auto meant = [&answer](const Way& way) {
    return answer.said == Said::choice ? way.number == answer.number : way.channel == answer.channel;
  };
  const auto way = std::ranges::find_if(seen_.ways, meant);
  if (way == seen_.ways.end()) co_return again("There is no such way.");
  if (!way->usable) co_return again("That way does not work now.");
  const bool app_instead = seen_.state.app && !lost_ && way->channel != Channel::email &&
                           config_->channels.after_enrolment == AfterEnrolment::app_code;
  if (app_instead) co_return use_app(app_instead_notice());
  co_await send(static_cast<std::size_t>(way - seen_.ways.begin()), std::nullopt);
}

void LoginFlow::other_ways() {
  if (seen_.ways.empty()) return again("There is no other way for this account.");
  view_ = View::menu;
}

/// Nothing is sent: the phone has what is needed.
void LoginFlow::use_app(std::string notice) {
  if (!seen_.state.app) return again("Not set up for this account.");
  view_ = View::app;
  notice_ = std::move(notice);
}

/// The other ways then send, although there is an app.
void LoginFlow::lost_phone() {
  if (!seen_.state.app) return again("Not set up for this account.");
  if (seen_.ways.empty()) return again(no_other_way_notice(screen_));
  lost_ = true;
  view_ = View::menu;
  notice_ = "Lost or new phone. The old app stops only when it is taken off the record.";
}

/// Counting, comparing, consuming and the audit row are one commit; no verdict leaves before it.
Async<void> LoginFlow::check(std::string code) {
  const Secret typed(std::move(code));
  CheckCode request{.login = seen_.key,
                    .matches =
                        [keys = &ports_.keys, account = seen_.key.account, &typed](const ChallengeId& id,
                                                                                   const CodeMac& mac) {
                          return keys->matches(mac, id, account, typed.view());
                        },
                    .judge_app = judge_app(typed.view()),
                    .now = ports_.clock.now(),
                    .limits = config_->limits.attempts,
                    .deliveries = record_.take_deliveries(),
                    .last_try = wrong_ + 1 >= config_->limits.attempts.per_login};
  auto checked = co_await ports_.store.check(std::move(request));
  if (!checked) co_return co_await refuse(reason_of(checked.error()));
  co_await judged(std::move(*checked));
}

Async<void> LoginFlow::judged(Checked checked) {
  seen_.state.failures = checked.failures;
  seen_.state.locked_until = checked.locked_until;
  if (checked.locked_until || codes_are_off(checked.failures)) {
    co_return co_await refuse(reason_of_lock(checked.failures), std::move(checked.reference));
  }
  if (checked.by_app) record_.uses_app();
  switch (checked.judgement) {
    case Judgement::accepted:
      over_ = true;
      record_.log(Level::info, Reason::proven, "proven");
      co_return co_await conversation_.done(Verdict::proven);
    case Judgement::wrong:
      co_return co_await wrong(std::move(checked));
    case Judgement::used:
      if (checked.by_app) co_return again("That code was used already. Wait for the app's next one.");
      if (view_ != View::app) view_ = View::again;
      co_return again("That code was used by another login. r sends a new one.");
    case Judgement::none_open:
      co_return co_await nothing_to_compare(checked.app_unreadable);
  }
}

Async<void> LoginFlow::wrong(Checked checked) {
  const unsigned per_login = config_->limits.attempts.per_login;
  if (++wrong_ >= per_login) co_return co_await refuse(Reason::wrong_code, std::move(checked.reference));
  if (view_ == View::app) co_return again(wrong_app_code_notice(per_login - wrong_));
  const Channel channel = way_ ? seen_.ways[*way_].channel : Channel::text;
  view_ = View::again;
  again(wrong_code_notice(per_login - wrong_, channel, checked.challenge_spent));
}

/// No code is waiting, or the app's seed does not open: a damaged row, or another seal key.
Async<void> LoginFlow::nothing_to_compare(bool app_unreadable) {
  if (app_unreadable) {
    record_.explained_by("the app's seed does not open with this seal key");
    record_.log(Level::error, Reason::store_corrupt, "app unreadable");
    lost_ = true;
    if (seen_.ways.empty()) co_return co_await refuse(Reason::store_corrupt);
  }
  view_ = View::menu;
  again(app_unreadable ? "Your app's code cannot be checked now. It is not your mistake: choose another way."
                       : "No code is waiting here. Choose a way to get one.");
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
  const Refusal refusal{reason, seen_.state.failures, seen_.state.locked_until, tried_, std::move(reference)};
  co_await conversation_.tell(TellKind::error, refusal_sentence(screen_, refusal));
  co_await conversation_.done(verdict_of(reason));
}

std::string LoginFlow::prompt() {
  const std::string notice = std::exchange(notice_, {});
  const bool first = std::exchange(first_, false);
  if (view_ == View::app) return app_screen(screen_, notice, first, !seen_.ways.empty());
  if (view_ == View::menu) return menu_screen(screen_, seen_.ways, failed_, notice, first);
  if (view_ == View::again) return again_screen(notice);
  const DeliveryStatus status = dispatch_ ? dispatch_->report().status : challenge_->delivery;
  return code_screen(screen_, seen_.ways[*way_], *challenge_, status, seen_.ways.size() > 1);
}

/// The same question with a word on what was wrong; the menu stays a menu.
void LoginFlow::again(std::string notice) {
  if (view_ == View::code) view_ = View::again;
  notice_ = std::move(notice);
}

JudgeApp LoginFlow::judge_app(std::string_view typed) const {
  return [seeds = &ports_.seeds, account = seen_.key.account, typed,
          now = ports_.clock.now()](const StoredApp& app) -> std::optional<AppJudged> {
    const auto seed = seeds->open(app.key, {account, "app"}, app.seed);
    if (!seed) return std::nullopt;
    return judge_app_code(seed->view(), app.parameters, typed, now, app_window, app.last_step);
  };
}

Async<void> login(const LoginPorts& ports, std::shared_ptr<const Config> config, LoginRequest request,
                  Conversation& conversation) {
  LoginFlow flow(ports, std::move(config), std::move(request), conversation);
  co_await flow.run();
}

}  // namespace tessera
