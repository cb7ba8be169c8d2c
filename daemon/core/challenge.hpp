// SPDX-License-Identifier: Apache-2.0
// A challenge is one delivered code: made here, kept by the store, judged here.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "daemon/core/code.hpp"
#include "daemon/core/types.hpp"
#include "shared/protocol.hpp"

namespace tessera {

/// open: waits for its code · consumed: its code was accepted · replaced: a re-send took its place ·
/// spent: three wrong codes
enum class ChallengeState { open, consumed, replaced, spent };

struct Challenge {
  ChallengeId id;
  LoginKey login;
  Channel channel{};
  std::string destination;  ///< opaque: a keyed hash of the number or address
  CodeMac mac{};            ///< HMAC-SHA-256 over challenge, account and code
  TimePoint sent_at{};
  TimePoint expires_at{};
  unsigned failures = 0;
  ChallengeState state = ChallengeState::open;
  DeliveryStatus delivery = DeliveryStatus::pending;
  std::string confirmation;  ///< of the enrolment link beside the code; empty without one
};

/// What a login remembers of a challenge while its person looks for the code.
struct SentCode {
  SentCode() = default;
  explicit SentCode(const Challenge& challenge)
      : id(challenge.id), sent_at(challenge.sent_at), expires_at(challenge.expires_at), delivery(challenge.delivery),
        confirmation(challenge.confirmation) {}

  ChallengeId id;
  TimePoint sent_at{};
  TimePoint expires_at{};
  DeliveryStatus delivery = DeliveryStatus::pending;
  std::string confirmation;
};

/// What a new challenge is made for.
struct ChallengeRequest {
  LoginKey login;
  Channel channel{};
  std::string to;  ///< E.164 number or e-mail address
  unsigned digits = 6;
  milliseconds lifetime{};
  TimePoint now{};
};

struct NewChallenge {
  Challenge challenge;
  std::string code;  ///< the only copy in clear: for the message that carries it
};

/// Makes a code and the challenge that will recognise it.
Result<NewChallenge, CodeError> make_challenge(const ChallengeRequest& request, const CodeKeys& keys,
                                               const RandomSource& random);

inline constexpr unsigned failures_that_spend_a_challenge = 3;

/// Open and within its lifetime. A clock that was set back before `sent_at` revives nothing.
bool is_outstanding(const Challenge& challenge, TimePoint now);

/// Whether the typed code is this challenge's; called with every challenge that may be meant.
using Matches = std::function<bool(const ChallengeId& challenge, const CodeMac& mac)>;

enum class Judgement {
  accepted,   ///< `index` is the challenge to consume
  wrong,      ///< every outstanding challenge gets one more failure; the attempt counts
  used,       ///< the code was right, but another login has used it: not counted
  none_open,  ///< nothing is outstanding, so nothing was compared: not counted
};

struct Judged {
  Judgement judgement = Judgement::none_open;
  std::size_t index = 0;  ///< into the span, for `accepted` and `used`
};

/// Judges a typed code against the challenges of one login key, open ones and those closed lately.
Judged judge(std::span<const Challenge> challenges, const Matches& matches, TimePoint now);

}  // namespace tessera
