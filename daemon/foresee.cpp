// SPDX-License-Identifier: Apache-2.0
#include "daemon/foresee.hpp"

#include <utility>

#include "daemon/login_flow.hpp"
#include "daemon/reasons.hpp"

namespace tessera {
namespace {

/// Nobody is there, so nobody is asked.
class NoConversation : public Conversation {
 public:
  Async<Reply> ask(std::string) override { co_return Reply{}; }
  Async<void> tell(TellKind, std::string) override { co_return; }
  Async<void> done(Verdict) override { co_return; }
};

std::optional<Verdict> verdict_of(const Decision& decision) {
  switch (decision.ruling) {
    case Ruling::ignore:
      return Verdict::not_concerned;
    case Ruling::trust:
      return Verdict::proven;
    case Ruling::refuse:
      return verdict_of(decision.reason);
    case Ruling::ask:
      break;
  }
  return std::nullopt;
}

}  // namespace

std::string LoginFlow::first_words() {
  if (ruling_ == Ruling::refuse) return refusal_sentence(screen(), {reason_, failures_, locked_until_, {}, {}});
  if (ruling_ != Ruling::ask) return {};
  choose_first_view();
  return prompt();
}

Async<Foresight> foresee(const LoginPorts& ports, std::shared_ptr<const Config> config,
                         std::unique_ptr<const LoginRequest> request) {
  Foresight foresight;
  foresight.seen = co_await gather(ports.store, ports.directory, ports.clock, ports.seeds, config, *request);
  foresight.detail = explanation(foresight.seen);
  foresight.verdict = verdict_of(foresight.seen.decision);
  NoConversation nobody;
  LoginFlow flow(ports, std::move(config), nobody);
  Gathered seen = foresight.seen;
  flow.take(std::move(seen), *request);
  foresight.first_words = flow.first_words();
  co_return foresight;
}

}  // namespace tessera
