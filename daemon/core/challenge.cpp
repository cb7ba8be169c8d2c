// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/challenge.hpp"

namespace tessera {
namespace {

bool is_alive(const Challenge& challenge, TimePoint now) {
  return challenge.sent_at <= now && now < challenge.expires_at;
}

}  // namespace

Result<NewChallenge, CodeError> make_challenge(const ChallengeRequest& request, const CodeKeys& keys,
                                               const RandomSource& random) {
  const auto id = make_challenge_id(random);
  auto code = make_code(request.digits, random);
  if (!id || !code) return std::unexpected(CodeError::no_randomness);
  Challenge challenge{.id = *id,
                      .login = request.login,
                      .channel = request.channel,
                      .destination = keys.destination(request.to),
                      .mac = keys.mac(*id, request.login.account, *code),
                      .sent_at = request.now,
                      .expires_at = request.now + request.lifetime};
  return NewChallenge{std::move(challenge), std::move(*code)};
}

bool is_outstanding(const Challenge& challenge, TimePoint now) {
  return challenge.state == ChallengeState::open && is_alive(challenge, now);
}

Judged judge(std::span<const Challenge> challenges, const Matches& matches, TimePoint now) {
  Judged judged;
  for (std::size_t i = 0; i < challenges.size(); ++i) {
    if (!is_outstanding(challenges[i], now)) continue;
    if (matches(challenges[i].id, challenges[i].mac)) return {Judgement::accepted, i};
    judged.judgement = Judgement::wrong;
  }
  for (std::size_t i = 0; i < challenges.size(); ++i) {
    const bool used = challenges[i].state == ChallengeState::consumed && is_alive(challenges[i], now);
    if (used && matches(challenges[i].id, challenges[i].mac)) return {Judgement::used, i};
  }
  return judged;
}

}  // namespace tessera
