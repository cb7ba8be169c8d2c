// SPDX-License-Identifier: Apache-2.0
// How somebody comes to an app: a token that a text or an administrator brings, asleep until its own login has
// succeeded, then a confirmation, then a seed that is shown once, then the first code.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/core/code.hpp"
#include "daemon/core/sealing.hpp"
#include "daemon/core/types.hpp"

namespace tessera {

/// SHA-256 of a token, raw. The token itself is kept nowhere.
using TokenHash = std::string;
TokenHash hash_of_token(std::string_view token);

/// 128 random bits in base32 (26 symbols), fit for a URL and for being typed.
Result<std::string, CodeError> make_enrolment_token(const RandomSource& random);
/// Four digits that stand in the prompt of the login which the link was sent for.
Result<std::string, CodeError> make_confirmation(const RandomSource& random);

/// What the person had shown before: decides whether an app that replaces another counts at once.
enum class EnrolmentProof {
  text,    ///< a delivered text or call alone, which whoever holds the number gets
  strong,  ///< the old app's code, a backup code, a code by e-mail, or the help desk's
  ticket,  ///< an administrator's word
};

/// "text", "strong" or "ticket".
std::string_view name_of(EnrolmentProof proof);
std::optional<EnrolmentProof> enrolment_proof_named(std::string_view name);

inline constexpr milliseconds enrolment_lifetime = std::chrono::minutes(10);
inline constexpr milliseconds hold_of_a_new_phone = std::chrono::hours(24);
inline constexpr unsigned wrong_confirmations_that_kill = 3;
inline constexpr unsigned wrong_codes_that_kill = 5;

struct Enrolment {
  std::string account;
  std::string confirmation;  ///< empty: none is asked for
  EnrolmentProof proof = EnrolmentProof::text;
  TimePoint expires_at{};
  bool awake = false;
  unsigned wrong_confirmations = 0;
  unsigned wrong_codes = 0;
  std::optional<WrappedKey> key;  ///< the data key that `seed` is sealed under; nothing until it was opened
  Sealed seed;
};

/// May a seed be made for it now?
bool can_be_opened(const Enrolment& enrolment, TimePoint now);
/// Has a seed been shown whose first code is still welcome?
bool can_be_finished(const Enrolment& enrolment, TimePoint now);
/// Compares in constant time.
bool confirms(const Enrolment& enrolment, std::string_view confirmation);

}  // namespace tessera
