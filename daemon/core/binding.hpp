// SPDX-License-Identifier: Apache-2.0
// The first contact that is seen of an account is bound at once; another one in its place is a new binding, held for a
// set time while the old contact stays in use and is told.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/core/types.hpp"

namespace tessera {

enum class ContactKind { phone, email };
inline constexpr ContactKind all_contact_kinds[] = {ContactKind::phone, ContactKind::email};

/// bound: in use · held: seen at the source, in use from its `until` on
enum class BindingState { bound, held };

constexpr std::string_view name_of(ContactKind kind) { return kind == ContactKind::phone ? "phone" : "email"; }
constexpr std::string_view name_of(BindingState state) { return state == BindingState::bound ? "bound" : "held"; }

/// What a binding is sealed for, beside its account: rows of another kind or state do not open.
std::string_view factor_of(ContactKind kind, BindingState state);

/// A contact as it is sealed: a phone with its region and type, or an address.
std::string sealed_form(const Phone& phone);
/// Nothing for a text that sealed_form() did not make.
std::optional<Phone> phone_in(std::string_view text);

/// What the store remembers of one kind of an account's contact, opened.
struct Remembered {
  std::optional<std::string> bound;  ///< in its sealed form
  std::optional<std::string> held;
  TimePoint held_until{};
};

enum class BindingStep {
  keep,    ///< what is bound is what the source has: nothing to do
  bind,    ///< count the source's contact, and bind it: the first one, or one whose hold is over
  hold,    ///< count what is bound; put the source's contact on hold, from now on
  wait,    ///< count what is bound: the source's contact is on hold already
  settle,  ///< what is bound is what the source has again: forget what is held
};

/// What becomes of the contact that a source has, in its sealed form. The first sight counts at once, unless it
/// `stands_in` for one of another kind that was bound and is gone; and what a source has no more is out of use at once.
BindingStep judge_contact(const Remembered& remembered, const std::optional<std::string>& source, TimePoint now,
                          bool stands_in = false);

/// What counts after that step, in its sealed form.
std::optional<std::string> counted_contact(const Remembered& remembered, const std::optional<std::string>& source,
                                           BindingStep step);

/// "phone +1 *** *** **42" or "e-mail a**@example.com", of a sealed form; for people and logs.
std::string masked_contact(ContactKind kind, const std::string& sealed_form);
/// The number or the address alone.
std::string shown_contact(const std::string& sealed_form);

/// In its sealed form.
std::optional<std::string> contact_of(const Contacts& contacts, ContactKind kind);
/// Puts it back; a form that means nothing takes the contact away.
void set_contact(Contacts& contacts, ContactKind kind, const std::optional<std::string>& sealed_form);

}  // namespace tessera
