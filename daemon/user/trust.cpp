// SPDX-License-Identifier: Apache-2.0
// The account's own trusted places. Taking trust back needs no proof: it only asks more.
#include "daemon/user/visit.hpp"

namespace tessera {
namespace {

constexpr const char* store_away = "The store cannot be read now. It is not your mistake: try again later.";

std::uint64_t since_1970(TimePoint at) { return static_cast<std::uint64_t>(at.time_since_epoch().count()); }

}  // namespace

Async<Verdict> list_places(Visit visit) {
  const auto places = co_await visit.ports.store.list_trust(visit.account, visit.ports.clock.now());
  if (!places) co_return co_await decline(visit, Verdict::unavailable, store_away);
  for (const TrustedPlace& place : *places) {
    const user::OwnPlace shown{place.label, since_1970(place.since), since_1970(place.until)};
    co_await visit.screens.show(shown);
  }
  if (places->empty()) co_await visit.conversation.tell(TellKind::info, "No place is trusted.");
  co_return Verdict::proven;
}

Async<Verdict> revoke_places(Visit visit) {
  const auto revoked = co_await visit.ports.store.revoke_trust(visit.account, visit.account, visit.ports.clock.now());
  if (!revoked) co_return co_await decline(visit, Verdict::unavailable, store_away);
  std::string sentence = "No place was trusted.";
  if (*revoked > 0) sentence = std::to_string(*revoked) + (*revoked == 1 ? " place is" : " places are") + " not trusted any more.";
  co_await visit.conversation.tell(TellKind::info, std::move(sentence));
  co_return Verdict::proven;
}

}  // namespace tessera
