// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/binding.hpp"

#include "shared/masking.hpp"

namespace tessera {
namespace {

constexpr char separator = '\n';  // in no number, region or type

/// A number stays the same whatever a later libphonenumber says of its type.
bool same(const std::string& one, const std::string& other) {
  return std::string_view(one).substr(0, one.find(separator)) == std::string_view(other).substr(0, other.find(separator));
}

}  // namespace

std::string_view factor_of(ContactKind kind, BindingState state) {
  if (state == BindingState::bound) return kind == ContactKind::phone ? "bound phone" : "bound email";
  return kind == ContactKind::phone ? "held phone" : "held email";
}

std::string sealed_form(const Phone& phone) {
  return phone.e164 + separator + phone.region + separator + phone.type;
}

std::optional<Phone> phone_in(std::string_view text) {
  const std::size_t first = text.find(separator);
  const std::size_t second = first == std::string_view::npos ? first : text.find(separator, first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return Phone{std::string(text.substr(0, first)), std::string(text.substr(first + 1, second - first - 1)),
               std::string(text.substr(second + 1))};
}

BindingStep judge_contact(const Remembered& remembered, const std::optional<std::string>& source, TimePoint now,
                          bool stands_in) {
  if (!source) return remembered.held ? BindingStep::settle : BindingStep::keep;
  if (!remembered.bound && !stands_in) return BindingStep::bind;
  if (remembered.bound && same(*remembered.bound, *source)) return remembered.held ? BindingStep::settle : BindingStep::keep;
  if (!remembered.held || !same(*remembered.held, *source)) return BindingStep::hold;
  return now < remembered.held_until ? BindingStep::wait : BindingStep::bind;
}

std::optional<std::string> counted_contact(const Remembered& remembered, const std::optional<std::string>& source,
                                           BindingStep step) {
  const bool old_one = step == BindingStep::hold || step == BindingStep::wait;
  return old_one ? remembered.bound : source;
}

std::string masked_contact(ContactKind kind, const std::string& sealed_form) {
  const std::string shown = shown_contact(sealed_form);
  return kind == ContactKind::phone ? "phone " + mask_phone(shown) : "e-mail " + mask_email(shown);
}

std::string shown_contact(const std::string& sealed_form) { return sealed_form.substr(0, sealed_form.find(separator)); }

std::optional<std::string> contact_of(const Contacts& contacts, ContactKind kind) {
  if (kind == ContactKind::email) return contacts.email;
  if (!contacts.phone) return std::nullopt;
  return sealed_form(*contacts.phone);
}

void set_contact(Contacts& contacts, ContactKind kind, const std::optional<std::string>& sealed_form) {
  if (kind == ContactKind::email) {
    contacts.email = sealed_form;
  } else {
    contacts.phone = sealed_form ? phone_in(*sealed_form) : std::nullopt;
  }
}

}  // namespace tessera
