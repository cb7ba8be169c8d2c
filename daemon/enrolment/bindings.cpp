// SPDX-License-Identifier: Apache-2.0
#include "daemon/enrolment/bindings.hpp"

#include <array>
#include <utility>

#include "daemon/enrolment/data_key.hpp"

namespace tessera {
namespace {

std::optional<std::string> text_of(const SeedKeys& seeds, const std::string& account, const Binding& binding) {
  const auto text = seeds.open(binding.key, {account, factor_of(binding.kind, binding.state)}, binding.contact);
  if (!text) return std::nullopt;
  return std::string(text->view());
}

bool is_news(BindingStep step, const OpenedBindings& known, bool on_record) {
  if (step == BindingStep::bind) return known.remembered.held || !on_record;
  return step != BindingStep::keep;
}

using Opened = std::array<OpenedBindings, std::size(all_contact_kinds)>;

/// A kind that was never bound is there, and one that was is gone: a change as well, not a second way.
bool is_swapped(const Opened& opened, const Contacts& source) {
  bool gone = false, fresh = false;
  for (const ContactKind kind : all_contact_kinds) {
    const OpenedBindings& known = opened[static_cast<std::size_t>(kind)];
    const bool there = contact_of(source, kind).has_value();
    gone = gone || (known.remembered.bound && !there);
    fresh = fresh || (!known.remembered.bound && !known.unreadable && there);
  }
  return gone && fresh;
}

/// Counts one kind: leaves out what cannot be compared.
void count_kind(CountedContacts& counted, const OpenedBindings& known, ContactKind kind, bool on_record, bool swapped,
                TimePoint now) {
  const auto source = contact_of(counted.contacts, kind);
  if (known.unreadable) {
    counted.unreadable = counted.unreadable || source.has_value();
    return set_contact(counted.contacts, kind, std::nullopt);
  }
  if (swapped && !source) return set_contact(counted.contacts, kind, known.remembered.bound);  // until the other counts
  const BindingStep step = judge_contact(known.remembered, source, now, swapped);
  set_contact(counted.contacts, kind, counted_contact(known.remembered, source, step));
  if (is_news(step, known, on_record)) {
    counted.news.push_back({kind, step, source.value_or(""), known.held, known.remembered.held_until});
  }
}

Result<PutBinding, SealError> sealed_binding(const SeedKeys& seeds, const WrappedKey& key, const std::string& account,
                                             const NewBinding& binding, Random& random) {
  const RandomSource source = [&random](std::span<std::byte> bytes) { return random.fill(bytes); };
  auto sealed = seeds.seal(key, {account, factor_of(binding.kind, binding.state)}, binding.contact, source);
  if (!sealed) return std::unexpected(sealed.error());
  return PutBinding{.kind = binding.kind, .state = binding.state, .key = key.id, .contact = std::move(*sealed),
                    .since = binding.since, .until = binding.until,
                    .detail = masked_contact(binding.kind, binding.contact), .replaces = binding.replaces};
}

}  // namespace

OpenedBindings open_bindings(const SeedKeys& seeds, const std::string& account, const std::vector<Binding>& bindings,
                             ContactKind kind) {
  OpenedBindings known;
  for (const Binding& binding : bindings) {
    if (binding.kind != kind) continue;
    auto text = text_of(seeds, account, binding);
    if (binding.state == BindingState::bound) {
      known.unreadable = !text;
      known.remembered.bound = std::move(text);
    } else {
      known.held = binding.contact;
      known.held_since = binding.since;
      known.remembered.held = std::move(text);
      known.remembered.held_until = binding.until;
    }
  }
  return known;
}

CountedContacts count_contacts(const SeedKeys& seeds, const std::string& account, const std::vector<Binding>& bindings,
                               const Contacts& source, bool on_record, TimePoint now) {
  CountedContacts counted{source, {}, false};
  if (bindings.empty() && on_record) return counted;
  Opened opened;
  for (const ContactKind kind : all_contact_kinds) {
    opened[static_cast<std::size_t>(kind)] = open_bindings(seeds, account, bindings, kind);
  }
  const bool swapped = !on_record && is_swapped(opened, source);
  for (const ContactKind kind : all_contact_kinds) {
    count_kind(counted, opened[static_cast<std::size_t>(kind)], kind, on_record, swapped, now);
  }
  return counted;
}

std::string explanation_of(const CountedContacts& counted) {
  std::string line;
  for (const ContactNews& news : counted.news) {
    if (news.waits()) line += "; changed: " + masked_contact(news.kind, news.source) + " is held";
  }
  if (counted.unreadable) line += "; contacts: what is bound does not open with this seal key";
  return line;
}

Async<Stored<AccountState>> counted_account(Store& store, Directory& directory, const SeedKeys& seeds, std::string name,
                                            TimePoint now, bool ask_sources) {
  auto state = co_await store.find_account(name, now);
  if (!state) co_return state;
  const bool on_record = state->account.has_value();
  if (!on_record && ask_sources) {
    FoundContacts found = co_await directory.contacts_of(name);
    if (found.answer == ContactsAnswer::found) state->account = Account{name, std::move(found.contacts), {}, std::move(found.language)};
  }
  if (!state->account) co_return state;
  Contacts& contacts = state->account->contacts;
  contacts = count_contacts(seeds, name, state->bindings, contacts, on_record, now).contacts;
  co_return state;
}

Async<Stored<std::vector<PutBinding>>> seal_bindings(Store& store, const SeedKeys& seeds, Random& random,
                                                     std::string account, std::vector<NewBinding> bindings,
                                                     TimePoint now) {
  std::vector<PutBinding> sealed;
  if (bindings.empty()) co_return sealed;
  const auto key = co_await sealing_key(store, seeds, random, now);
  if (!key) co_return std::unexpected(key.error());
  for (const NewBinding& binding : bindings) {
    auto one = sealed_binding(seeds, *key, account, binding, random);
    if (!one) co_return std::unexpected(StoreError::unavailable);
    sealed.push_back(std::move(*one));
  }
  co_return sealed;
}

}  // namespace tessera
