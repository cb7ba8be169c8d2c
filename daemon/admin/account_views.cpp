// SPDX-License-Identifier: Apache-2.0
// The verbs that show accounts. Whole numbers and addresses go to root alone, over admin.sock.
#include <utility>

#include "daemon/admin/account_rules.hpp"
#include "daemon/admin/contact_changes.hpp"
#include "daemon/admin/origin.hpp"
#include "daemon/admin/verbs.hpp"

namespace tessera {
namespace {

constexpr unsigned page = 500;

/// Beside which population it belongs to, the groups that make a creator of it.
void add_population(Json& item, std::vector<std::string> groups) {
  item["population"] = groups.empty() ? "express" : "creator";
  item["creator_groups"] = std::move(groups);
}

void add_contacts(Json& item, const Contacts& contacts) {
  item["phone"] = contacts.phone ? Json(contacts.phone->e164) : Json(nullptr);
  item["email"] = contacts.email ? Json(*contacts.email) : Json(nullptr);
}

/// Beside whether there is an app that counts, what there is to say of it.
void add_factors(Json& item, const AccountState& state) {
  item["app"] = state.app.has_value();
  if (state.app) item["app_since"] = rfc3339(state.app->since);
  if (state.app_held_until) item["app_held_until"] = rfc3339(*state.app_held_until);
  if (state.backup) item["backup_codes"] = state.backup->left;
}

Json shown(const Call& call, const Whois& whois, const std::string& name, const KnownContacts& known) {
  const AccountState& state = known.state;
  Json item = Json::object();
  item["account"] = name;
  item["origin"] = name_of(whois.origin);
  add_population(item, call.context.directory.creator_groups_of(name, whois.gid));
  add_contacts(item, known.counted.contacts);
  add_held(item, known.counted);
  if (!known.unclear.empty()) item["contacts_unclear"] = known.unclear;
  add_factors(item, state);
  item["locked_until"] = time_or_null(state.locked_until);
  item["failures"] = state.failures;
  if (codes_are_off(state.failures)) item["codes_off"] = true;
  return item;
}

Json listed(const Call& call, const Account& account) {
  Json item = Json::object();
  item["account"] = account.name;
  add_population(item, call.context.directory.creator_groups_of(account.name, std::nullopt));
  add_contacts(item, account.contacts);
  item["language"] = account.language ? Json(*account.language) : Json(nullptr);
  item["changed"] = time_or_null(account.changed_at);
  return item;
}

}  // namespace

/// An account without contacts is shown with none; only a name that means nothing here is 67.
Async<Outcome> account_show(Call call) {
  Arguments args(std::move(call.args));
  const std::string name = args.text("account");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (auto bad = name_objection(name)) co_return std::move(*bad);
  const Whois whois = co_await call.context.directory.find(name);
  const bool held_to_it = whois.origin == Origin::local || whois.origin == Origin::other;
  const auto found = co_await known_contacts(call.context, name, held_to_it);
  if (!found) co_return store_trouble(found.error());
  if (!found->on_record && whois.origin == Origin::nobody) co_return no_such_account(name);
  if (!found->on_record && whois.origin == Origin::unclear) co_return std::move(*origin_objection(whois));
  Json item = shown(call, whois, name, *found);
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

/// Streams the accounts in pages, by name, so that a million need no memory here.
Async<Outcome> account_list(Call call) {
  Arguments args(std::move(call.args));
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  std::string after;
  for (;;) {
    const Stored<std::vector<Account>> accounts = co_await call.context.store.list_accounts(after, page);
    if (!accounts) co_return store_trouble(accounts.error());
    for (const Account& account : *accounts) {
      Json item = listed(call, account);
      const bool heard = co_await call.replies.item(std::move(item));
      if (!heard) co_return Outcome{};
    }
    if (accounts->size() < page) co_return Outcome{};
    after = accounts->back().name;
  }
}

}  // namespace tessera
