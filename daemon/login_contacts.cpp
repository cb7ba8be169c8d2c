// SPDX-License-Identifier: Apache-2.0
// The part of the login that keeps which contacts count: what is new rides in a commit that the login makes
// anyhow, what has changed is held by a commit of its own, once, and told.
#include <utility>

#include "daemon/login_flow.hpp"
#include "daemon/service/message_ids.hpp"

namespace tessera {
namespace {

/// A contact of a kind that the account had not had, beside one that it had; nothing for a new account.
std::unique_ptr<const Notice> added_notice(const ScreenContext& screen, const std::vector<NewBinding>& bound,
                                           const Contacts& contacts) {
  if (bound.size() != 1 || bound[0].replaces || !contacts.phone || !contacts.email) return nullptr;
  return std::make_unique<const Notice>(added_contact_notice(screen, bound[0].kind, bound[0].contact));
}

}  // namespace

Async<void> LoginFlow::keep_contacts(CountedContacts counted) {
  const TimePoint now = ports_.clock.now();
  std::vector<NewBinding> bound;
  for (ContactNews& news : counted.news) {
    if (news.step == BindingStep::bind) {
      bound.push_back({news.kind, BindingState::bound, std::move(news.source), now, {}, std::move(news.before)});
    }
    if (news.step == BindingStep::hold || news.step == BindingStep::settle) co_await hold(std::move(news));
  }
  if (bound.empty()) co_return;
  added_ = added_notice(screen(), bound, counted.contacts);
  auto sealed = co_await seal_bindings(ports_.store, ports_.seeds, ports_.random, key_.account, std::move(bound), now);
  if (sealed) to_bind_ = std::move(*sealed);  // else the next login binds it
}

/// A commit of this login has kept what counts from now on.
void LoginFlow::bindings_kept() {
  if (!to_bind_.empty() && added_) tell_contacts(*added_);
  to_bind_.clear();
}

/// Where it cannot be kept nothing changes: the old contact counts, and the next login tries again.
Async<void> LoginFlow::hold(ContactNews news) {
  const TimePoint now = ports_.clock.now();
  const milliseconds time = config_->accounts.hold_changes;
  HoldContact request{.account = key_.account, .kind = news.kind, .before = std::move(news.before), .held = {}, .now = now};
  if (news.step == BindingStep::hold) {
    std::vector<NewBinding> wanted{{news.kind, BindingState::held, news.source, now, now + time}};
    auto sealed = co_await seal_bindings(ports_.store, ports_.seeds, ports_.random, key_.account, std::move(wanted), now);
    if (!sealed) co_return;
    request.held = std::move(sealed->front());
  }
  const std::string detail = request.held ? request.held->detail : std::string(name_of(news.kind));
  const auto kept = co_await ports_.store.hold_contact(std::move(request));
  if (!kept || !*kept) co_return;
  const bool held = news.step == BindingStep::hold;
  ports_.log.write(Level::notice, held ? "changed contact held" : "held contact dropped",
                   {{"USER", key_.account}, {"DETAIL", detail}, message_id::contact_held});
  if (held) tell_contacts(held_contact_notice(screen(), news.kind, news.source, time));
}

}  // namespace tessera
