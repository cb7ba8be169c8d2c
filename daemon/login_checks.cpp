// SPDX-License-Identifier: Apache-2.0
// The part of the login that judges what was typed: delivered codes, the app's, and codes from a list.
#include <algorithm>
#include <utility>

#include "daemon/login_flow.hpp"
#include "daemon/reasons.hpp"

namespace tessera {
namespace {

constexpr unsigned app_window = 1;  // steps either side of now

EnrolmentProof proof_of(const Checked& accepted) {
  const bool by_email = accepted.challenge && accepted.challenge->channel == Channel::email;
  const bool strong = accepted.by_app || accepted.by_backup || accepted.by_desk || by_email;
  return strong ? EnrolmentProof::strong : EnrolmentProof::text;
}

}  // namespace

CheckCode LoginFlow::check_request() {
  CheckCode request;
  request.login = key_;
  request.now = ports_.clock.now();
  request.limits = config_->limits.attempts;
  request.deliveries = record_.take_deliveries();
  request.trust = wanted_trust(request.now);
  request.bindings = to_bind_;
  request.last_try = wrong_ + 1 >= config_->limits.attempts.per_login;
  return request;
}

/// Counting, comparing, consuming and the audit row are one commit; no verdict leaves before it.
Async<void> LoginFlow::check(std::string code) {
  const Secret typed(std::move(code));
  if (backup_only_) co_return again("Only a backup code works now, like k7mf-2qpx.");
  CheckCode request = check_request();
  request.matches = [keys = &ports_.keys, account = key_.account, &typed](const ChallengeId& id, const CodeMac& mac) {
    return keys->matches(mac, id, account, typed.view());
  };
  request.judge_app = judge_app(typed.view());
  auto checked = co_await ports_.store.check(std::move(request));
  if (!checked) co_return co_await refuse(reason_of(checked.error()));
  co_await judged(std::move(*checked));
}

/// Hashed slowly, on a thread of its own; a backup code is compared with nothing else.
Async<void> LoginFlow::check_backup(std::string code) {
  // The help desk may have made one, or the person new ones, since this login began: their salt is what counts.
  std::string account = key_.account;
  auto state = co_await ports_.store.find_account(std::move(account), ports_.clock.now());
  if (!state) co_return co_await refuse(reason_of(state.error()));
  backup_ = std::move(state->backup);
  if (!backup_) co_return again("There is no backup code for this account.");
  std::vector<std::string> codes{std::move(code)};
  const auto hashes = co_await ports_.slow_hash.hash(backup_->salt, std::move(codes));
  if (hashes.front().empty()) co_return again("That cannot be checked now. It is not your mistake: try again.");
  CheckCode request = check_request();
  request.backup_hash = hashes.front();
  auto checked = co_await ports_.store.check(std::move(request));
  if (!checked) co_return co_await refuse(reason_of(checked.error()));
  co_await judged(std::move(*checked));
}

Async<void> LoginFlow::judged(Checked checked) {
  failures_ = checked.failures;
  locked_until_ = checked.locked_until;
  const bool closed = checked.locked_until || (codes_are_off(checked.failures) && !backup_only_);
  if (closed && checked.judgement != Judgement::accepted) {
    if (checked.judgement == Judgement::wrong) tell_contacts(lock_notice(screen(), failures_, locked_until_));
    co_return co_await refuse(reason_of_lock(checked.failures), std::move(checked.reference));
  }
  if (checked.by_app) record_.uses("app");
  if (checked.by_backup) record_.uses("backup");
  if (checked.by_desk) record_.uses("desk");
  switch (checked.judgement) {
    case Judgement::accepted:
      over_ = true;
      proof_ = proof_of(checked);
      bindings_kept();
      record_.log(Level::info, Reason::proven, "proven");
      if (trust_) trust_session(ports_.clock.now() + config_->trust.lifetime);
      if (checked.by_backup) tell_contacts(backup_code_notice(screen(), checked.backup_left));
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
  if (view_ == View::backup) co_return again(wrong_backup_code_notice(per_login - wrong_));
  if (view_ == View::app) co_return again(wrong_app_code_notice(per_login - wrong_));
  const Channel channel = way_ ? ways_[*way_].channel : Channel::text;
  view_ = View::again;
  again(wrong_code_notice(per_login - wrong_, channel, checked.challenge_spent));
}

/// No code is waiting, or the app's seed does not open: a damaged row, or another seal key.
Async<void> LoginFlow::nothing_to_compare(bool app_unreadable) {
  if (app_unreadable) {
    record_.explained_by("the app's seed does not open with this seal key");
    record_.log(Level::error, Reason::store_corrupt, "app unreadable");
    lost_ = true;
    if (ways_.empty() && backup_) ways_ = lost_ways_of(ways_, backup_->left, backup_->desk_code, config_->help_desk);
    if (ways_.empty()) co_return co_await refuse(Reason::store_corrupt);
  }
  view_ = View::menu;
  again(app_unreadable ? "Your app's code cannot be checked now. It is not your mistake: choose another way."
                       : "No code is waiting here. Choose a way to get one.");
}

JudgeApp LoginFlow::judge_app(std::string_view typed) const {
  return [seeds = &ports_.seeds, account = key_.account, typed,
          now = ports_.clock.now()](const StoredApp& app) -> std::optional<AppJudged> {
    const auto seed = seeds->open(app.key, {account, "app"}, app.seed);
    if (!seed) return std::nullopt;
    return judge_app_code(seed->view(), app.parameters, typed, now, app_window, app.last_step);
  };
}

}  // namespace tessera
