// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/binding.hpp"

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

BindingStep judge_contact(const Remembered& remembered, const std::string& source, TimePoint now) {
  if (!remembered.bound) return BindingStep::bind;
  if (same(*remembered.bound, source)) return remembered.held ? BindingStep::settle : BindingStep::keep;
  if (!remembered.held || !same(*remembered.held, source)) return BindingStep::hold;
  return now < remembered.held_until ? BindingStep::wait : BindingStep::bind;
}

}  // namespace tessera
