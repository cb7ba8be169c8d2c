// SPDX-License-Identifier: Apache-2.0
#include "daemon/admin/contact_plan.hpp"

#include <algorithm>
#include <utility>

namespace tessera {
namespace {

using ContactForm = std::optional<std::string>;  // as it is sealed

/// One kind of contact on its way from what is on record to what is wanted.
struct KindChange {
  ContactKind kind{};
  OpenedBindings known;
  ContactForm before, after;
  TimePoint changed_at{};  ///< the record
};

/// The record itself remembers a contact that was never changed.
Remembered remembered_of(const KindChange& change) {
  Remembered remembered = change.known.remembered;
  if (!remembered.bound) remembered.bound = change.before;
  return remembered;
}

void bind(ContactPlan& plan, const KindChange& change, std::string contact, TimePoint since) {
  plan.bindings.push_back({change.kind, BindingState::bound, std::move(contact), since, {}});
}

/// The contact that goes out of use or waits to: what comes in its place is compared with it.
void remember_old_one(ContactPlan& plan, const KindChange& change) {
  if (!change.known.remembered.bound && change.before) bind(plan, change, *change.before, change.changed_at);
}

void hold(ContactPlan& plan, const KindChange& change, const ChangeTiming& timing) {
  remember_old_one(plan, change);
  const NewBinding held{change.kind, BindingState::held, *change.after, timing.now, timing.now + timing.hold};
  plan.bindings.push_back(held);
  plan.held.push_back(held);
  plan.newly_held.push_back(held);
}

void take_step(ContactPlan& plan, const KindChange& change, BindingStep step, const ChangeTiming& timing) {
  const OpenedBindings& known = change.known;
  switch (step) {
    case BindingStep::keep:
      if (!change.after) remember_old_one(plan, change);
      return;
    case BindingStep::settle:
      return plan.settled.push_back(change.kind);
    case BindingStep::bind:  // the record remembers it
      return;
    case BindingStep::wait:
      return plan.held.push_back(
          {change.kind, BindingState::held, *change.after, known.held_since, known.remembered.held_until});
    case BindingStep::hold:
      return hold(plan, change, timing);
  }
}

/// Whatever was bound or held of the kind: what is wanted counts from now on.
void take_at_once(ContactPlan& plan, const KindChange& change, TimePoint now) {
  const bool anything_kept = change.known.unreadable || change.known.remembered.bound || change.known.held;
  const bool counts_already = change.before == change.after && !change.known.held && !change.known.unreadable;
  if (counts_already) return;
  if (change.after && anything_kept) return bind(plan, change, *change.after, now);
  if (change.after) return;  // the record remembers it
  if (change.known.held) plan.settled.push_back(change.kind);
  remember_old_one(plan, change);
}

/// What counted before the change. Where that was a contact whose hold is over, the record alone remembers it from here on.
ContactForm take_standing(KindChange& change, TimePoint now) {
  Remembered& stored = change.known.remembered;
  const BindingStep stood = judge_contact(stored, change.before, now);
  auto counted = counted_contact(stored, change.before, stood);
  if (stood == BindingStep::bind) stored = {};
  return counted;
}

void plan_kind(ContactPlan& plan, KindChange change, const ChangeTiming& timing) {
  if (!change.known.unreadable) set_contact(plan.counted_before, change.kind, take_standing(change, timing.now));
  if (std::ranges::find(timing.at_once, change.kind) != timing.at_once.end()) {
    set_contact(plan.counted_after, change.kind, change.after);
    return take_at_once(plan, change, timing.now);
  }
  if (change.known.unreadable) {
    plan.unreadable = plan.unreadable || change.before != change.after;
    return;
  }
  const Remembered remembered = remembered_of(change);
  const BindingStep step = judge_contact(remembered, change.after, timing.now);
  set_contact(plan.counted_after, change.kind, counted_contact(remembered, change.after, step));
  take_step(plan, change, step, timing);
}

}  // namespace

ContactPlan plan_change(const SeedKeys& seeds, const std::string& name, const BeforeChange& before,
                        const Contacts& after, ChangeTiming timing) {
  ContactPlan plan;
  for (const ContactKind kind : all_contact_kinds) {
    KindChange change{kind, open_bindings(seeds, name, before.bindings, kind), {}, contact_of(after, kind), {}};
    if (before.account) {
      change.before = contact_of(before.account->contacts, kind);
      change.changed_at = before.account->changed_at;
    }
    plan_kind(plan, std::move(change), timing);
  }
  return plan;
}

}  // namespace tessera
