// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/logins.hpp"

#include <algorithm>
#include <ranges>

#include "daemon/stores/sqlite/accounts.hpp"
#include "daemon/stores/sqlite/apps.hpp"
#include "daemon/stores/sqlite/attempts.hpp"
#include "daemon/stores/sqlite/audit.hpp"
#include "daemon/stores/sqlite/backups.hpp"
#include "daemon/stores/sqlite/bindings.hpp"
#include "daemon/stores/sqlite/challenges.hpp"
#include "daemon/stores/sqlite/enrolments.hpp"
#include "daemon/stores/sqlite/messages.hpp"
#include "daemon/stores/sqlite/preferences.hpp"
#include "daemon/stores/sqlite/trust.hpp"

namespace tessera::sqlite {
namespace {

bool same_way(const Challenge& one, const Challenge& other) {
  return one.channel == other.channel && one.destination == other.destination;
}

std::optional<Challenge> already_outstanding(const std::vector<Challenge>& known, const Challenge& wanted) {
  for (const Challenge& challenge : std::views::reverse(known)) {
    if (same_way(challenge, wanted) && is_outstanding(challenge, wanted.sent_at)) return challenge;
  }
  return std::nullopt;
}

bool was_not_delivered(const Challenge& challenge) {
  return challenge.delivery != DeliveryStatus::pending && challenge.delivery != DeliveryStatus::sent;
}

/// The newest send of this login the same way must be old enough; one that a stepped clock dates that far
/// ahead does not count, nor one that no gateway took.
std::optional<SendRefusal> too_soon(const std::vector<Challenge>& known, const OpenChallenge& request) {
  const milliseconds pause = request.limits.resend_after;
  for (const Challenge& challenge : std::views::reverse(known)) {
    if (!same_way(challenge, request.challenge) || was_not_delivered(challenge)) continue;
    const milliseconds age = request.challenge.sent_at - challenge.sent_at;
    if (age < pause && age > -pause) return SendRefusal{"resend_after", challenge.sent_at + pause};
  }
  return std::nullopt;
}

/// A re-send kills the old code and any other of the same way, which another terminal may have sent.
void replace(Database& database, const std::vector<Challenge>& known, const OpenChallenge& request) {
  for (const Challenge& challenge : known) {
    const bool meant = challenge.id == *request.replaces || same_way(challenge, request.challenge);
    if (meant && challenge.state == ChallengeState::open) {
      set_state(database, challenge.id, ChallengeState::replaced);
      drop_enrolment_of(database, challenge.id);
    }
  }
}

/// Strangers are held to less where the account has a place that is known.
SendPlace send_place(Database& database, const LoginKey& login, const Attempts& attempts, TimePoint now) {
  const bool any_known = attempts.known_place || has_known_place(database, login.account, now);
  return {!login.rhost.empty(), attempts.known_place, any_known};
}

std::optional<SendRefusal> refusal(Database& database, const std::vector<Challenge>& known,
                                   const OpenChallenge& request, const Attempts& attempts) {
  if (request.replaces) {
    if (auto early = too_soon(known, request)) return early;
  }
  const Challenge& wanted = request.challenge;
  const SendPlace place = send_place(database, wanted.login, attempts, wanted.sent_at);
  return send_refusal(tally_sends(database, request), request.limits, place);
}

AuditEntry audit_of(const CheckCode& request, std::string_view channel, std::string result, std::string reason) {
  AuditEntry entry;
  entry.time = request.now;
  entry.account = request.login.account;
  entry.service = request.login.service;
  entry.rhost = request.login.rhost;
  entry.channel = channel;
  entry.result = std::move(result);
  entry.reason = std::move(reason);
  return entry;
}

/// What every accepted code brings, whatever it was compared with.
void succeed(Database& database, const CheckCode& request, const Attempts& before) {
  record_success(database, request.login, before, request.now);
  for (const PutBinding& binding : request.bindings) bind(database, request.login.account, binding, request.now);
  if (!request.trust) return;
  put_trust(database, *request.trust);
  audit_change(database, request.login.account, "trust_added", request.login.account, request.now, request.trust->label);
}

void accept(Database& database, Random& random, const CheckCode& request, Challenge challenge, const Attempts& before,
            Checked& checked) {
  consume(database, challenge.id);
  succeed(database, request, before);
  append_audit(database, random, audit_of(request, name_of(challenge.channel), "proven", "code"), false);
  challenge.state = ChallengeState::consumed;
  checked.failures = 0;
  checked.challenge = std::move(challenge);
}

/// The newest delivered code that it may have been meant for, or else the app's; a backup code says so by its form.
std::string_view channel_meant(const CheckCode& request, const std::vector<Challenge>& outstanding) {
  if (request.backup_hash) return "backup";
  return outstanding.empty() ? "app" : name_of(outstanding.back().channel);
}

std::string reason_of_failure(const Attempts& after) {
  if (codes_are_off(after.failures)) return "codes_off";
  return after.locked_until ? "locked" : "wrong_code";
}

/// A wrong code counts against the account, or its known place, and against every challenge that it may have been meant for.
void count_wrong(Database& database, Random& random, const CheckCode& request,
                 const std::vector<Challenge>& outstanding, const Attempts& before, Checked& checked) {
  for (const Challenge& challenge : outstanding) {
    count_failure(database, challenge);
    if (challenge.failures + 1 < failures_that_spend_a_challenge) continue;
    checked.challenge_spent = true;
    drop_enrolment_of(database, challenge.id);  // nobody will log in with its code any more
  }
  const Attempts after = add_failure(database, request.login, before, request.limits, request.now);
  checked.failures = after.failures;
  checked.locked_until = after.locked_until;
  const bool ends = request.last_try || after.closed();
  AuditEntry entry =
      audit_of(request, channel_meant(request, outstanding), ends ? "refused" : "wrong", reason_of_failure(after));
  if (ends) add_messages(database, entry);
  checked.reference = append_audit(database, random, entry, ends);
}

/// Not counted: whoever typed it has seen a right code, only too late.
void tell_used(Database& database, Random& random, const CheckCode& request, const Challenge& challenge,
               Checked& checked) {
  append_audit(database, random, audit_of(request, name_of(challenge.channel), "wrong", "used"), false);
  checked.challenge = challenge;
}

void accept_app(Database& database, Random& random, const CheckCode& request, const StoredApp& app, TimeStep step,
                const Attempts& before, Checked& checked) {
  checked.by_app = true;
  if (!accept_step(database, request.login.account, app, step)) {
    checked.judgement = Judgement::used;  // by another daemon on the same store, a moment ago
    return;
  }
  checked.judgement = Judgement::accepted;
  checked.failures = 0;
  succeed(database, request, before);
  append_audit(database, random, audit_of(request, "app", "proven", "code"), false);
}

/// What the app says of a code that no delivered one accepted; true when that settles it.
bool compare_with_app(Database& database, Random& random, const CheckCode& request, const Attempts& attempts,
                      Checked& checked) {
  const std::optional<StoredApp> app = app_of(database, request.login.account, request.now);
  if (!app || database.failure() || !request.judge_app) return false;
  const std::optional<AppJudged> judged = request.judge_app(*app);
  checked.app_unreadable = !judged;
  if (!judged) return false;
  switch (judged->judgement) {
    case AppCode::accepted:
      accept_app(database, random, request, *app, judged->step, attempts, checked);
      return true;
    case AppCode::used:
      checked.judgement = Judgement::used;
      checked.by_app = true;
      append_audit(database, random, audit_of(request, "app", "wrong", "used"), false);
      return true;
    case AppCode::wrong:
      if (checked.judgement == Judgement::none_open) checked.judgement = Judgement::wrong;
  }
  return false;
}

Checked compare(Database& database, Random& random, const CheckCode& request, const Attempts& attempts) {
  const std::vector<Challenge> known = challenges_of(database, request.login);
  Checked checked;
  checked.failures = attempts.failures;
  if (database.failure()) return checked;  // nothing is compared with what may be damaged
  const Judged judged = judge(known, request.matches, request.now);
  checked.judgement = judged.judgement;
  if (judged.judgement == Judgement::accepted) {
    wake_enrolments(database, known);
    accept(database, random, request, known[judged.index], attempts, checked);
    return checked;
  }
  if (compare_with_app(database, random, request, attempts, checked)) return checked;
  if (checked.judgement == Judgement::used) tell_used(database, random, request, known[judged.index], checked);
  if (checked.judgement == Judgement::wrong) {
    count_wrong(database, random, request, outstanding_of(known, request.now), attempts, checked);
  }
  return checked;
}

/// A right backup code counts although a hundred wrong codes have put all others off.
Checked compare_with_backup(Database& database, Random& random, const CheckCode& request, const Attempts& attempts) {
  Checked checked;
  const BackupUse use = use_backup_code(database, request.login.account, *request.backup_hash, request.now);
  if (use == BackupUse::unknown) {
    checked.judgement = Judgement::wrong;
    count_wrong(database, random, request, {}, attempts, checked);
    return checked;
  }
  checked.judgement = Judgement::accepted;
  checked.by_backup = use == BackupUse::backup;
  checked.by_desk = use == BackupUse::desk;
  const auto set = backup_set_of(database, request.login.account, request.now);
  checked.backup_left = set ? set->left : 0;
  succeed(database, request, attempts);
  append_audit(database, random, audit_of(request, use == BackupUse::desk ? "desk" : "backup", "proven", "code"), false);
  return checked;
}

bool is_closed(const CheckCode& request, const Attempts& attempts) {
  if (!request.backup_hash) return attempts.closed();
  return backup_codes_closed(attempts.failures, attempts.locked_until.has_value(), request.limits);
}

}  // namespace

LoginStart begin_login(Database& database, const LoginKey& login, TimePoint now) {
  LoginStart start{environment(database), std::nullopt};
  if (database.failure() || start.environment.position == Switch::off) return start;
  start.account = load_login(database, login, now);
  if (!database.failure()) return start;
  database.forget_failure();  // whoever needs the record asks for it, and is told
  start.account.reset();
  return start;
}

AccountState load_login(Database& database, const LoginKey& login, TimePoint now) {
  const Attempts attempts = attempts_at(database, login, now);
  return {.account = account_named(database, login.account),
          .app = app_of(database, login.account, now),
          .app_held_until = app_held_until(database, login.account, now),
          .backup = backup_set_of(database, login.account, now),
          .preferred = preference_of(database, login.account),
          .failures = attempts.failures,
          .locked_until = attempts.locked_until,
          .known_place = attempts.known_place,
          .outstanding = outstanding_of(challenges_of(database, login), now),
          .bindings = bindings_of(database, login.account)};
}

OpenOutcome open_challenge(Database& database, const OpenChallenge& request) {
  const Challenge& wanted = request.challenge;
  const Attempts attempts = attempts_at(database, wanted.login, wanted.sent_at);
  if (attempts.closed()) return Locked{attempts.failures, attempts.locked_until};
  const std::vector<Challenge> known = challenges_of(database, wanted.login);
  if (!request.replaces) {
    if (auto open = already_outstanding(known, wanted)) return AlreadyOutstanding{std::move(*open)};
  }
  if (auto refused = refusal(database, known, request, attempts)) return *refused;
  for (const PutBinding& binding : request.bindings) bind(database, wanted.login.account, binding, wanted.sent_at);
  if (request.replaces) replace(database, known, request);
  insert_challenge(database, wanted, attempts.known_place);
  if (request.enrolment) insert_enrolment(database, *request.enrolment, wanted.id, wanted.sent_at);
  prune_challenges(database, wanted.sent_at);
  prune_sends(database, request.limits, wanted.sent_at);
  OpenedChallenge opened{wanted};
  opened.challenge.failures = 0;
  opened.challenge.state = ChallengeState::open;
  opened.challenge.delivery = DeliveryStatus::pending;
  return opened;
}

Checked check(Database& database, Random& random, const CheckCode& request) {
  record_deliveries(database, request.deliveries);
  const Attempts attempts = attempts_at(database, request.login, request.now);
  Checked checked;
  checked.failures = attempts.failures;
  checked.locked_until = attempts.locked_until;
  if (!is_closed(request, attempts)) {
    checked = request.backup_hash ? compare_with_backup(database, random, request, attempts)
                                  : compare(database, random, request, attempts);
  }
  prune_challenges(database, request.now);
  return checked;
}

std::string conclude(Database& database, Random& random, const Conclusion& conclusion) {
  record_deliveries(database, conclusion.deliveries);
  AuditEntry entry = conclusion.entry;
  if (conclusion.wants_reference) add_messages(database, entry);
  return append_audit(database, random, entry, conclusion.wants_reference);
}

}  // namespace tessera::sqlite
