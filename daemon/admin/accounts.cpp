// SPDX-License-Identifier: Apache-2.0
// The verbs that change an account. Each is audited in the commit that makes the change.
#include <utility>

#include "daemon/admin/account_rules.hpp"
#include "daemon/admin/contact_changes.hpp"
#include "daemon/admin/verbs.hpp"
#include "daemon/service/message_ids.hpp"

namespace tessera {
namespace {

std::string_view name_of(Put put) {
  return put == Put::added       ? "added"
         : put == Put::changed   ? "changed"
         : put == Put::unchanged ? "unchanged"
                                 : "exists";
}

/// `detail`: why, where that was said.
void note(const Call& call, std::string_view message, std::string_view account, std::string_view detail = {}) {
  call.context.log.write(Level::notice, message,
                         {{"USER", account}, {"ACTOR", call.actor}, {"DETAIL", detail}, message_id::account_changed});
}

Json changed_item(const std::string& account, std::string_view result) {
  Json item = Json::object();
  item["account"] = account;
  item["result"] = result;
  return item;
}

ContactChange contact_change(Arguments& args) {
  return {args.phone_change("phone"), args.text_change("email")};
}

/// What a change is planned by: who may skip the hold says so, contact by contact.
ChangeTiming timing_of(const Call& call, std::vector<ContactKind> at_once) {
  return {call.context.clock.now(), call.context.config()->accounts.hold_changes, std::move(at_once)};
}

Json put_item(const std::string& name, Put put, const ContactPlan& plan) {
  Json item = changed_item(name, plan.held.empty() ? name_of(put) : "held");
  if (!plan.held.empty()) item["held"] = held_item(plan.held);
  return item;
}

/// Keeps the account, or holds what is changed of it, and tells the caller what that came to.
Async<Outcome> put(Call call, PutAccount wanted, BeforeChange before, ChangeTiming timing) {
  const std::string name = wanted.account.name;
  const ContactPlan plan = plan_change(call.context.seeds, name, before, wanted.account.contacts, timing);
  if (plan.unreadable) co_return unreadable_binding(name);
  wanted.account.changed_at = timing.now;
  wanted.actor = call.actor;
  const std::string reason = wanted.reason;
  auto request = co_await with_plan(call.context, std::move(wanted), plan);
  if (!request) co_return store_trouble(request.error());
  const Stored<Put> stored = co_await call.context.store.put_account(std::move(*request));
  if (!stored) co_return store_trouble(stored.error());
  if (*stored == Put::exists) {
    co_return Outcome{exit_code::no, name + " exists; use account set"};
  }
  if (*stored != Put::unchanged) {
    note(call, "account " + std::string(plan.newly_held.empty() ? name_of(*stored) : "change held"), name, reason);
    tell_of_change(call.context, name, plan);
  }
  Json item = put_item(name, *stored, plan);
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

/// The contacts that `now` is about; a usage error where it does not say why.
Result<std::vector<ContactKind>, Outcome> kinds_at_once(const ContactChange& change, bool now, const std::string& reason) {
  if (now && reason.empty()) return std::unexpected(usage("without a hold needs a reason: say --reason TEXT"));
  if (!now && !reason.empty()) return std::unexpected(usage("a reason is for a change without a hold: say --now"));
  std::vector<ContactKind> kinds;
  if (now && change.phone.given) kinds.push_back(ContactKind::phone);
  if (now && change.email.given) kinds.push_back(ContactKind::email);
  return kinds;
}

/// The objection to setting an account that is on record, or to changing one that is not this host's to
/// change.
Async<std::optional<Outcome>> set_objection(Call call, std::string name) {
  const Whois whois = co_await call.context.directory.find(std::move(name));
  co_return origin_objection(whois);
}

}  // namespace

Async<Outcome> account_add(Call call) {
  Arguments args(std::move(call.args));
  PutAccount request;
  request.only_if_new = true;
  request.account.name = args.text("account");
  const ContactChange change = contact_change(args);
  const bool allow_unknown = args.flag("allow_unknown");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  const std::string name = request.account.name;
  request.account.contacts = applied(change, {});
  const auto config = call.context.config();
  if (auto bad = name_objection(name)) co_return std::move(*bad);
  if (auto bad = value_objection(change, *config)) co_return std::move(*bad);
  if (auto bad = requirement_objection(name, request.account.contacts, *config)) co_return std::move(*bad);
  const Whois whois = co_await call.context.directory.find(name);
  if (auto bad = origin_objection(whois)) co_return std::move(*bad);
  if (auto bad = unknown_objection(whois, allow_unknown)) co_return std::move(*bad);
  const Stored<AccountState> found = co_await call.context.store.find_account(name, call.context.clock.now());
  if (!found) co_return store_trouble(found.error());
  if (found->account) co_return Outcome{exit_code::no, name + " exists; use account set"};
  BeforeChange before{std::nullopt, found->bindings};
  ChangeTiming timing = timing_of(call, {});
  co_return co_await put(std::move(call), std::move(request), std::move(before), std::move(timing));
}

Async<Outcome> account_set(Call call) {
  Arguments args(std::move(call.args));
  PutAccount request;
  request.account.name = args.text("account");
  const ContactChange change = contact_change(args);
  const bool now = args.flag("now");
  request.reason = args.optional_text("reason").value_or("");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  auto at_once = kinds_at_once(change, now, request.reason);
  if (!at_once) co_return std::move(at_once.error());
  if (auto bad = reason_objection(request.reason)) co_return std::move(*bad);
  const std::string name = request.account.name;
  const auto config = call.context.config();
  if (auto bad = name_objection(name)) co_return std::move(*bad);
  if (!change.phone.given && !change.email.given)
    co_return usage("nothing to set: give a phone or an e-mail address");
  if (auto bad = value_objection(change, *config)) co_return std::move(*bad);
  if (auto bad = co_await set_objection(call, name)) co_return std::move(*bad);
  const Stored<AccountState> found = co_await call.context.store.find_account(name, call.context.clock.now());
  if (!found) co_return store_trouble(found.error());
  if (!found->account) {
    co_return Outcome{exit_code::no_account, "no contact of " + name + " is on record; use account add"};
  }
  BeforeChange before{found->account, found->bindings};
  request.account.contacts = applied(change, before.account->contacts);
  request.account.language = before.account->language;
  if (auto bad = requirement_objection(name, request.account.contacts, before.account->contacts, *config))
    co_return std::move(*bad);
  ChangeTiming timing = timing_of(call, std::move(*at_once));
  co_return co_await put(std::move(call), std::move(request), std::move(before), std::move(timing));
}

/// Contacts of any origin may be taken off the record: what is left over from an account that is gone, too.
Async<Outcome> account_remove(Call call) {
  Arguments args(std::move(call.args));
  const std::string name = args.text("account");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (auto bad = name_objection(name)) co_return std::move(*bad);
  const Stored<bool> removed =
      co_await call.context.store.remove_account(name, call.actor, call.context.clock.now());
  if (!removed) co_return store_trouble(removed.error());
  if (!*removed) co_return Outcome{exit_code::no_account, "no contact of " + name + " is on record"};
  note(call, "account removed", name);
  Json item = changed_item(name, "removed");
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

/// An account that was not locked is no mistake: what was wanted holds.
Async<Outcome> unlock(Call call) {
  Arguments args(std::move(call.args));
  const std::string name = args.text("account");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (auto bad = name_objection(name)) co_return std::move(*bad);
  const Whois whois = co_await call.context.directory.find(name);
  if (auto bad = origin_objection(whois)) co_return std::move(*bad);
  const TimePoint now = call.context.clock.now();
  const Stored<AccountState> found = co_await call.context.store.find_account(name, now);
  if (!found) co_return store_trouble(found.error());
  const bool on_record = found->account || found->failures > 0 || found->locked_until;
  if (whois.origin == Origin::nobody && !on_record) co_return no_such_account(name);
  const Stored<bool> cleared = co_await call.context.store.unlock(name, call.actor, now);
  if (!cleared) co_return store_trouble(cleared.error());
  if (*cleared) note(call, "account unlocked", name);
  Json item = changed_item(name, *cleared ? "unlocked" : "unchanged");
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

}  // namespace tessera
