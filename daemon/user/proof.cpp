// SPDX-License-Identifier: Apache-2.0
// Being logged in is the first factor alone, and that never suffices: whoever changes what proves them proves
// themselves first, as at a login.
#include <algorithm>
#include <utility>

#include "daemon/user/visit.hpp"

namespace tessera {
namespace {

constexpr std::string_view service = "tessera";

/// Hands questions on and keeps the verdict, since more is said afterwards.
class ProofConversation : public Conversation {
 public:
  explicit ProofConversation(Conversation& outer) : outer_(outer) {}
  Async<Reply> ask(std::string text) override { return outer_.ask(std::move(text)); }
  Async<void> tell(TellKind kind, std::string text) override { return outer_.tell(kind, std::move(text)); }
  Async<void> done(Verdict verdict) override {
    verdict_ = verdict;
    co_return;
  }
  /// Whether another try may help, or the person was refused.
  Verdict not_proven() const { return verdict_ == Verdict::unavailable ? Verdict::unavailable : Verdict::refused; }

 private:
  Conversation& outer_;
  Verdict verdict_ = Verdict::refused;
};

/// Four fifths of what an account, a contact or the host may be sent: whoever is logged in cannot use up what
/// logins need.
Rate own_share(Rate rate) {
  rate.count = std::max(1U, rate.count * 4 / 5);
  return rate;
}

std::shared_ptr<const Config> own_config(const Config& config) {
  auto own = std::make_shared<Config>(config);
  SendLimits& sends = own->limits.sends;
  sends.per_account = own_share(sends.per_account);
  sends.per_destination = own_share(sends.per_destination);
  sends.total = own_share(sends.total);
  own->enrolment = EnrolmentPolicy::off;  // no link beside the code: they are enrolling here
  return own;
}

}  // namespace

EnrolmentPorts enrolment_ports(const LoginPorts& ports) {
  return {ports.store, ports.directory, ports.courier,   ports.clock,     ports.random,
          ports.log,   ports.seeds,     ports.slow_hash, ports.local_time};
}

LoginRequest own_request(const Visit& visit) {
  return {.service = std::string(service),
          .user = visit.account,
          .rhost = {},
          .host = visit.host,
          .loginuid = visit.uid,
          .place = {},
          .opens_session = std::nullopt,
          .real_uid = visit.uid,
          .own_account = true};
}

Async<Result<EnrolmentProof, Verdict>> proven(Visit visit) {
  ProofConversation conversation(visit.conversation);
  const LoginRequest request = own_request(visit);
  auto config = own_config(*visit.config);
  const auto proof = co_await prove_oneself(visit.ports, std::move(config), request, conversation);
  if (!proof) co_return std::unexpected(conversation.not_proven());
  co_return *proof;
}

Async<Verdict> decline(Visit visit, Verdict verdict, std::string sentence) {
  co_await visit.conversation.tell(TellKind::error, std::move(sentence));
  co_return verdict;
}

}  // namespace tessera
