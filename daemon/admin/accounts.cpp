// SPDX-License-Identifier: Apache-2.0
// The verbs that change an account. Each is audited in the commit that makes the change.
#include <utility>

#include "daemon/admin/account_rules.hpp"
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

void note(const Call& call, std::string_view message, std::string_view account) {
  call.context.log.write(Level::notice, message,
                         {{"USER", account}, {"ACTOR", call.actor}, message_id::account_changed});
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

/// Keeps the account and tells the caller what that came to.
Async<Outcome> put(Call call, PutAccount request) {
  const std::string name = request.account.name;
  request.account.changed_at = call.context.clock.now();
  request.actor = call.actor;
  const Stored<Put> stored = co_await call.context.store.put_account(std::move(request));
  if (!stored) co_return store_trouble(stored.error());
  if (*stored == Put::exists) {
    co_return Outcome{exit_code::no, name + " exists; use account set"};
  }
  if (*stored != Put::unchanged) note(call, "account " + std::string(name_of(*stored)), name);
  Json item = changed_item(name, name_of(*stored));
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
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
  co_return co_await put(std::move(call), std::move(request));
}

Async<Outcome> account_set(Call call) {
  Arguments args(std::move(call.args));
  PutAccount request;
  request.account.name = args.text("account");
  const ContactChange change = contact_change(args);
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
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
  const Contacts before = found->account->contacts;
  request.account.contacts = applied(change, before);
  request.account.language = found->account->language;
  if (auto bad = requirement_objection(name, request.account.contacts, before, *config))
    co_return std::move(*bad);
  co_return co_await put(std::move(call), std::move(request));
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
