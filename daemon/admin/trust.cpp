// SPDX-License-Identifier: Apache-2.0
// Places that people have trusted: what there are, and their end.
#include <utility>

#include "daemon/admin/account_rules.hpp"
#include "daemon/admin/factors.hpp"
#include "daemon/admin/verbs.hpp"

namespace tessera {
namespace {

/// A name that no source and no record knows: most likely a mistyped one.
Async<bool> is_unknown(AdminContext context, std::string name) {
  const Whois whois = co_await context.directory.find(name);
  if (whois.origin != Origin::nobody) co_return false;
  const auto found = co_await context.store.find_account(name, context.clock.now());
  co_return found && !found->account;
}

}  // namespace

Async<Outcome> trust_list(Call call) {
  Arguments args(std::move(call.args));
  const auto account = args.optional_text("account");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (account) {
    if (auto bad = name_objection(*account)) co_return std::move(*bad);
  }
  const auto places = co_await call.context.store.list_trust(account, call.context.clock.now());
  if (!places) co_return store_trouble(places.error());
  if (account && places->empty()) {
    const bool unknown = co_await is_unknown(call.context, *account);
    if (unknown) co_return no_such_account(*account);
  }
  for (const TrustedPlace& place : *places) {
    Json item = Json::object();
    item["account"] = place.account;
    item["place"] = place.label;
    item["since"] = rfc3339(place.since);
    item["until"] = rfc3339(place.until);
    const bool heard = co_await call.replies.item(std::move(item));
    if (!heard) break;
  }
  co_return Outcome{};
}

/// What was wanted holds where there was nothing to revoke. Places that are left over from an account that is gone
/// end, too, and no source that is away keeps any.
Async<Outcome> trust_revoke(Call call) {
  Arguments args(std::move(call.args));
  const std::string name = args.text("account");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (auto bad = name_objection(name)) co_return std::move(*bad);
  const auto revoked = co_await call.context.store.revoke_trust(name, call.actor, call.context.clock.now());
  if (!revoked) co_return store_trouble(revoked.error());
  if (*revoked == 0) {
    const bool unknown = co_await is_unknown(call.context, name);
    if (unknown) co_return no_such_account(name);
  }
  if (*revoked > 0) note_factor(call, "trust revoked", name);
  Json item = Json::object();
  item["account"] = name;
  item["revoked"] = *revoked;
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

}  // namespace tessera
