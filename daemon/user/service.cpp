// SPDX-License-Identifier: Apache-2.0
#include "daemon/user/service.hpp"

#include <utility>

#include "daemon/runtime/user_conversation.hpp"
#include "daemon/user/visit.hpp"

namespace tessera {
namespace {

constexpr milliseconds want_limit = std::chrono::seconds(5);

}  // namespace

Async<void> serve_user(LoginPorts ports, UserQuota& quota, std::string host, std::shared_ptr<const Config> config,
                       Seqpacket connection) {
  const uid_t uid = connection.peer().uid;
  const UserQuota::Place place = quota.enter(uid, ports.clock.now());
  if (!place) co_return;
  UserConversation conversation(std::move(connection));
  auto wanted = co_await conversation.wanted(want_limit);
  if (!wanted) co_return;
  Visit visit{ports, std::move(config), conversation, conversation, std::move(host), uid, {}};
  const Verdict verdict = co_await answer_wish(visit, wanted->action, std::move(wanted->ticket), std::move(wanted->channel));
  co_await conversation.done(verdict);
}

}  // namespace tessera
