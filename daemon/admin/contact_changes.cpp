// SPDX-License-Identifier: Apache-2.0
// The verbs about contacts that changed: account.changes, account.accept_change.
#include "daemon/admin/contact_changes.hpp"

#include <algorithm>
#include <utility>

#include "daemon/admin/account_rules.hpp"
#include "daemon/admin/factors.hpp"
#include "daemon/admin/verbs.hpp"
#include "daemon/enrolment/enrolling.hpp"
#include "daemon/service/message_ids.hpp"

namespace tessera {
namespace {

Json contact_or_null(const std::optional<std::string>& form) { return form ? Json(shown_contact(*form)) : Json(nullptr); }

/// One held contact of an account, among all of its bindings.
Json change_item(const AdminContext& context, const std::string& account, const std::vector<Binding>& bindings,
                 ContactKind kind) {
  const OpenedBindings known = open_bindings(context.seeds, account, bindings, kind);
  Json item = Json::object();
  item["account"] = account;
  item["contact"] = key_of(kind);
  item["in_use"] = contact_or_null(known.remembered.bound);
  item["held"] = contact_or_null(known.remembered.held);
  item["since"] = rfc3339(known.held_since);
  item["until"] = rfc3339(known.remembered.held_until);
  return item;
}

bool holds(const std::vector<Binding>& bindings, ContactKind kind) {
  return std::ranges::any_of(bindings, [kind](const Binding& binding) {
    return binding.kind == kind && binding.state == BindingState::held;
  });
}

std::vector<Json> change_items(const AdminContext& context, const std::vector<NamedBinding>& page) {
  std::vector<Json> items;
  for (auto at = page.begin(); at != page.end();) {
    const std::string& account = at->account;
    std::vector<Binding> bindings;
    for (; at != page.end() && at->account == account; ++at) bindings.push_back(at->binding);
    for (const ContactKind kind : all_contact_kinds) {
      if (holds(bindings, kind)) items.push_back(change_item(context, account, bindings, kind));
    }
  }
  return items;
}

/// What the source has in place of a contact that is in use, or of one that cannot be read.
std::vector<NewBinding> acceptable(const KnownContacts& known, TimePoint now) {
  std::vector<NewBinding> accepted;
  for (const ContactKind kind : all_contact_kinds) {
    const auto source = contact_of(known.state.account ? known.state.account->contacts : Contacts{}, kind);
    const bool counts = source && contact_of(known.counted.contacts, kind) == source;
    if (source && !counts) accepted.push_back({kind, BindingState::bound, *source, now, {}});
  }
  return accepted;
}

Json accepted_item(const std::string& account, const std::vector<NewBinding>& accepted) {
  Json item = Json::object();
  item["account"] = account;
  item["result"] = "accepted";
  for (const NewBinding& one : accepted) item[key_of(one.kind)] = shown_contact(one.contact);
  return item;
}

std::string unclear_sentence(const std::string& name, const std::string& why) {
  return "it could not be found out how " + name + " is reached: " + why;
}

/// Why there is nothing to accept: a name that means nothing here is 67, any other a negative answer.
Async<Outcome> nothing_held(Call call, std::string name, bool on_record) {
  const Whois whois = co_await call.context.directory.find(name);
  if (!on_record && whois.origin == Origin::nobody) co_return no_such_account(name);
  co_return Outcome{exit_code::no, "no changed contact of " + name + " is held"};
}

}  // namespace

std::string_view key_of(ContactKind kind) { return name_of(kind); }

Async<Stored<KnownContacts>> known_contacts(AdminContext context, std::string name, bool ask_sources) {
  const TimePoint now = context.clock.now();
  auto state = co_await context.store.find_account(name, now);
  if (!state) co_return std::unexpected(state.error());
  KnownContacts known{std::move(*state), {}, false, {}};
  known.on_record = known.state.account.has_value();
  if (!known.on_record && ask_sources && has_other_sources(*context.config())) {
    FoundContacts found = co_await context.directory.contacts_of(name);
    if (found.answer == ContactsAnswer::unclear) known.unclear = found.detail.empty() ? "a source did not answer" : found.detail;
    if (found.answer == ContactsAnswer::found) known.state.account = Account{name, std::move(found.contacts), {}, std::move(found.language)};
  }
  if (known.state.account) {
    known.counted = count_contacts(context.seeds, name, known.state.bindings, known.state.account->contacts, known.on_record, now);
  }
  co_return known;
}

Async<Stored<PutAccount>> with_plan(AdminContext context, PutAccount request, ContactPlan plan) {
  std::string account = request.account.name;
  auto sealed = co_await seal_bindings(context.store, context.seeds, context.random, std::move(account),
                                       std::move(plan.bindings), context.clock.now());
  if (!sealed) co_return std::unexpected(sealed.error());
  request.bindings = std::move(*sealed);
  request.settled = std::move(plan.settled);
  request.keeps_proofs = plan.counted_before == plan.counted_after;
  co_return request;
}

void tell_of_change(const AdminContext& context, const std::string& account, const ContactPlan& plan) {
  const ScreenContext screen = notice_context(context, account);
  Contacts told = plan.counted_before;
  for (const NewBinding& held : plan.newly_held) set_contact(told, held.kind, contact_of(plan.counted_after, held.kind));
  for (const NewBinding& held : plan.newly_held) {
    const Notice notice = held_contact_notice(screen, held.kind, held.contact, held.until - held.since);
    tell_contacts(context.courier, account, told, notice);
  }
  if (plan.counted_before == plan.counted_after) return;
  tell_contacts(context.courier, account, plan.counted_before, changed_contacts_notice(screen));
}

Json held_item(const std::vector<NewBinding>& held) {
  Json item = Json::object();
  for (const NewBinding& one : held) {
    Json& shown = item[key_of(one.kind)];
    shown["contact"] = shown_contact(one.contact);
    shown["since"] = rfc3339(one.since);
    shown["until"] = rfc3339(one.until);
  }
  return item;
}

void add_held(Json& item, const CountedContacts& counted) {
  Json held = Json::object();
  for (const ContactNews& news : counted.news) {
    if (!news.waits()) continue;
    const bool is_kept = news.step == BindingStep::wait;
    held[key_of(news.kind)] = {{"contact", shown_contact(news.source)},
                               {"until", is_kept ? Json(rfc3339(news.until)) : Json(nullptr)}};
  }
  if (!held.empty()) item["held"] = std::move(held);
  if (counted.unreadable) item["contacts_unreadable"] = true;
}

/// Streams what is held, by account.
Async<Outcome> account_changes(Call call) {
  Arguments args(std::move(call.args));
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  BindingQuery query;
  query.held = true;
  for (;;) {
    const auto page = co_await call.context.store.list_bindings(query);
    if (!page) co_return store_trouble(page.error());
    if (page->empty()) co_return Outcome{};
    std::vector<Json> items = change_items(call.context, *page);
    for (Json& item : items) {
      const bool heard = co_await call.replies.item(std::move(item));
      if (!heard) co_return Outcome{};
    }
    query.after = page->back().account;
  }
}

/// What the account's source has now counts at once, whether a login has seen it or not.
Async<Outcome> account_accept_change(Call call) {
  Arguments args(std::move(call.args));
  const std::string name = args.text("account");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (auto bad = name_objection(name)) co_return std::move(*bad);
  const auto known = co_await known_contacts(call.context, name, true);
  if (!known) co_return store_trouble(known.error());
  if (!known->unclear.empty()) co_return Outcome{exit_code::try_later, unclear_sentence(name, known->unclear)};
  const TimePoint now = call.context.clock.now();
  const std::vector<NewBinding> accepted = acceptable(*known, now);
  if (accepted.empty()) co_return co_await nothing_held(std::move(call), name, known->state.account.has_value());
  auto sealed = co_await seal_bindings(call.context.store, call.context.seeds, call.context.random, name, accepted, now);
  if (!sealed) co_return store_trouble(sealed.error());
  AcceptContacts request{.account = name, .bound = std::move(*sealed), .actor = call.actor, .now = now};
  const auto kept = co_await call.context.store.accept_contacts(std::move(request));
  if (!kept) co_return store_trouble(kept.error());
  call.context.log.write(Level::notice, "contact change accepted",
                         {{"USER", name}, {"ACTOR", call.actor}, message_id::account_changed});
  tell_contacts(call.context.courier, name, known->counted.contacts,
                changed_contacts_notice(notice_context(call.context, name)));
  Json item = accepted_item(name, accepted);
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

}  // namespace tessera
