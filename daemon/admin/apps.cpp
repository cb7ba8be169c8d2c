// SPDX-License-Identifier: Apache-2.0
// The verbs about an account's authenticator app. Each is audited in the commit that makes the change.
#include <utility>

#include "daemon/admin/account_rules.hpp"
#include "daemon/admin/arguments.hpp"
#include "daemon/admin/factors.hpp"
#include "daemon/admin/verbs.hpp"
#include "daemon/enrolment/bindings.hpp"
#include "daemon/enrolment/enrolling.hpp"
#include "daemon/runtime/async.hpp"

namespace tessera {
namespace {

Json ticket_item(const std::string& account, const Config& config, const Ticket& ticket, TimePoint until) {
  Json item = Json::object();
  item["account"] = account;
  item["link"] = config.portal ? Json(config.portal->url + "/e/" + ticket.token) : Json(nullptr);
  item["confirmation"] = ticket.confirmation;
  item["ticket"] = ticket.token;
  item["valid_until"] = rfc3339(until);
  return item;
}

Json result_item(const std::string& account, std::string_view result) {
  Json item = Json::object();
  item["account"] = account;
  item["result"] = result;
  return item;
}

/// Why there is nothing to take away: a name that means nothing here is 67, any other a negative answer.
Async<Outcome> nothing_there(Call call, std::string name, std::string what) {
  const Whois whois = co_await call.context.directory.find(name);
  if (whois.origin == Origin::nobody) co_return no_such_account(name);
  co_return Outcome{exit_code::no, name + " has no app" + what};
}

/// On the side: who looks up the contacts may wait for a source that is away.
Async<void> tell_of_cancelled(AdminContext context, std::string name) {
  const auto state = co_await counted_account(context.store, context.directory, context.seeds, name, context.clock.now(),
                                              has_other_sources(*context.config()));
  if (!state || !state->account) co_return;
  const Notice notice = app_cancelled_notice(notice_context(context, name));
  tell_contacts(context.courier, name, state->account->contacts, notice);
}

}  // namespace

/// A ticket that is good at once: for somebody whom no message reaches, or whose contacts are not on record.
Async<Outcome> app_enrol(Call call) {
  Arguments args(std::move(call.args));
  const std::string name = args.text("account");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (auto bad = co_await factor_objection(call.context, name)) co_return std::move(*bad);
  const TimePoint until = call.context.clock.now() + enrolment_lifetime;
  const auto ticket = co_await make_ticket(call.context, name, EnrolmentProof::ticket, call.actor);
  if (!ticket) co_return store_trouble(ticket.error());
  note_factor(call, "enrolment ticket made", name);
  Json item = ticket_item(name, *call.context.config(), *ticket, until);
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

/// What is left over from an account that is gone may be taken away, too.
Async<Outcome> app_reset(Call call) {
  Arguments args(std::move(call.args));
  const std::string name = args.text("account");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (auto bad = name_objection(name)) co_return std::move(*bad);
  const Whois whois = co_await call.context.directory.find(name);
  if (auto bad = origin_objection(whois)) co_return std::move(*bad);
  const TimePoint now = call.context.clock.now();
  const bool ask_sources = has_other_sources(*call.context.config());
  const Stored<AccountState> before =
      co_await counted_account(call.context.store, call.context.directory, call.context.seeds, name, now, ask_sources);
  if (!before) co_return store_trouble(before.error());
  if (!before->app && !before->app_held_until) co_return co_await nothing_there(std::move(call), name, "");
  const Stored<bool> removed = co_await call.context.store.remove_app(name, call.actor, now);
  if (!removed) co_return store_trouble(removed.error());
  if (!*removed) co_return co_await nothing_there(std::move(call), name, "");
  const Notice notice = app_removed_notice(notice_context(call.context, name));
  if (before->account) tell_contacts(call.context.courier, name, before->account->contacts, notice);
  note_factor(call, "app removed", name);
  Json item = result_item(name, "removed");
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

/// Asks no source: stopping a new phone is never wrong, and must not wait for one that is away.
Async<Outcome> app_cancel(Call call) {
  Arguments args(std::move(call.args));
  const std::string name = args.text("account");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (auto bad = name_objection(name)) co_return std::move(*bad);
  const Stored<bool> cancelled =
      co_await call.context.store.cancel_held_app(name, call.actor, call.context.clock.now());
  if (!cancelled) co_return store_trouble(cancelled.error());
  if (!*cancelled) co_return co_await nothing_there(std::move(call), name, " on hold");
  note_factor(call, "app on hold cancelled", name);
  const auto executor = co_await asio::this_coro::executor;
  spawn(executor, tell_of_cancelled(call.context, name));
  Json item = result_item(name, "cancelled");
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

}  // namespace tessera
