// SPDX-License-Identifier: Apache-2.0
// Enumerations as the tables have them: words, so that a damaged one is told from a valid one.
#pragma once

#include <optional>
#include <string_view>

#include "daemon/core/binding.hpp"
#include "daemon/core/challenge.hpp"
#include "daemon/core/types.hpp"
#include "daemon/stores/sqlite/database.hpp"
#include "shared/protocol.hpp"

namespace tessera::sqlite {

template <class Enum>
struct Word {
  Enum value;
  std::string_view word;
};

inline constexpr Word<ChallengeState> state_words[] = {{ChallengeState::open, "open"},
                                                       {ChallengeState::consumed, "consumed"},
                                                       {ChallengeState::replaced, "replaced"},
                                                       {ChallengeState::spent, "spent"}};
inline constexpr Word<DeliveryStatus> delivery_words[] = {{DeliveryStatus::pending, "pending"},
                                                          {DeliveryStatus::sent, "sent"},
                                                          {DeliveryStatus::refused, "refused"},
                                                          {DeliveryStatus::failed, "failed"},
                                                          {DeliveryStatus::misconfigured, "misconfigured"}};
inline constexpr Word<Channel> channel_words[] = {{Channel::text, name_of(Channel::text)},
                                                  {Channel::call, name_of(Channel::call)},
                                                  {Channel::email, name_of(Channel::email)}};
inline constexpr Word<Switch> switch_words[] = {{Switch::off, name_of(Switch::off)},
                                                {Switch::observe, name_of(Switch::observe)},
                                                {Switch::enforce, name_of(Switch::enforce)}};

inline constexpr Word<ContactKind> contact_words[] = {{ContactKind::phone, name_of(ContactKind::phone)},
                                                      {ContactKind::email, name_of(ContactKind::email)}};
inline constexpr Word<BindingState> binding_words[] = {{BindingState::bound, name_of(BindingState::bound)},
                                                       {BindingState::held, name_of(BindingState::held)}};

template <class Enum, std::size_t n>
std::string_view word_of(const Word<Enum> (&words)[n], Enum value) {
  for (const Word<Enum>& entry : words) {
    if (entry.value == value) return entry.word;
  }
  return "";  // refused by the table's CHECK
}

/// The value of a word in a row; any other word is damage and sticks.
template <class Enum, std::size_t n>
Enum value_of(const Word<Enum> (&words)[n], Database& database, std::string_view word) {
  for (const Word<Enum>& entry : words) {
    if (entry.word == word) return entry.value;
  }
  database.fail(StoreError::corrupt, "a row holds a word that means nothing");
  return Enum{};
}

}  // namespace tessera::sqlite
