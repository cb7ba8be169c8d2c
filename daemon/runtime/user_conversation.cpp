// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime/user_conversation.hpp"

namespace tessera {
namespace {

constexpr milliseconds idle_limit = std::chrono::minutes(5);  // to fetch a phone and add an account to its app

}  // namespace

Async<std::optional<Wanted>> UserConversation::wanted(milliseconds limit) {
  const auto packet = co_await connection_.receive(max_module_message, std::chrono::steady_clock::now() + limit);
  user::Want want;
  if (!packet || !codec::decode(packet->data(), packet->size(), want)) co_return std::nullopt;
  const bool known = want.action >= user::Action::status && want.action <= user::Action::prefer;
  if (want.version == 0 || !known || !advances(user::Want::type)) co_return std::nullopt;
  Wanted wanted{want.action, std::string(want.ticket), std::string(want.channel)};
  co_return wanted;
}

Async<Reply> UserConversation::ask(std::string text) {
  set_time_left(idle_limit);
  co_return co_await ModuleConversation::ask(std::move(text));
}

Async<void> UserConversation::show(user::OwnStatus status) {
  std::string packet = to_packet(status);
  co_await send(MessageType::own_status, std::move(packet));
}

Async<void> UserConversation::show(user::OwnPlace place) {
  std::string packet = to_packet(place);
  co_await send(MessageType::own_place, std::move(packet));
}

Async<void> UserConversation::show(user::Seed seed) {
  std::string packet = to_packet(seed);
  co_await send(MessageType::seed, std::move(packet));
}

Async<void> UserConversation::show(user::BackupCodes codes) {
  std::string packet = to_packet(codes);
  co_await send(MessageType::backup_codes, std::move(packet));
}

}  // namespace tessera
