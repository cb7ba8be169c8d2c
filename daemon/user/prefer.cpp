// SPDX-License-Identifier: Apache-2.0
// What a login offers first. It needs no proof: every way is offered as before, and none proves less than before.
#include "daemon/user/visit.hpp"

namespace tessera {
namespace {

constexpr std::string_view app = "app";  // what a login begins with anyway, where there is one

}  // namespace

Async<Verdict> prefer_channel(Visit visit, std::string channel) {
  const auto preferred = channel_named(channel);
  if (!preferred && channel != app) {
    co_return co_await decline(visit, Verdict::refused, "There is no such channel. Known: text, call, email, app.");
  }
  const auto put = co_await visit.ports.store.put_preference(visit.account, preferred, visit.ports.clock.now());
  if (!put) {
    co_return co_await decline(visit, Verdict::unavailable,
                               "The store cannot be written now. It is not your mistake: try again later.");
  }
  const std::string sentence = preferred ? "From now on, " + channel + " is offered first, where it can be used."
                                         : "From now on, your app is asked for first, where you have one.";
  co_await visit.conversation.tell(TellKind::info, sentence);
  co_return Verdict::proven;
}

}  // namespace tessera
