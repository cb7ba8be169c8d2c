// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime/module_conversation.hpp"

#include "shared/test_login.hpp"

namespace tessera {
namespace {

constexpr auto send_limit = std::chrono::seconds(2);  // a module that does not read is no module
constexpr auto longest_open_question = std::chrono::minutes(2);  // sshd's LoginGraceTime ends the others

MessageType type_of(const std::string& packet) {
  return packet.empty() ? MessageType{} : static_cast<MessageType>(packet[0]);
}

template <class Message>
std::optional<Message> decoded(const std::string& packet) {
  Message message;
  if (!codec::decode(packet.data(), packet.size(), message)) return std::nullopt;
  return message;
}

std::optional<Greeting> greeting_of(const SessionOpened& opened) {
  if (opened.version == 0) return std::nullopt;
  Greeting greeting;
  greeting.service = opened.service;
  greeting.user = opened.user;
  greeting.session_opened = true;
  return greeting;
}

}  // namespace

Async<std::optional<Greeting>> ModuleConversation::greet(milliseconds limit) {
  const auto packet = co_await connection_.receive(max_hello_message, std::chrono::steady_clock::now() + limit);
  if (!packet || !advance(state_, type_of(*packet))) co_return std::nullopt;
  if (const auto opened = decoded<SessionOpened>(*packet)) co_return greeting_of(*opened);
  const auto hello = decoded<Hello>(*packet);
  if (!hello || hello->version == 0) co_return std::nullopt;
  Greeting greeting;
  greeting.service = hello->service;
  greeting.user = hello->user;
  greeting.rhost = hello->rhost;
  greeting.tty = hello->tty;
  greeting.ssh_auth_info = hello->ssh_auth_info;
  greeting.time_left = milliseconds(hello->time_left_ms);
  greeting.test = (hello->flags & test_login_flag) != 0;
  co_return greeting;
}

// Messages become packets before anything is awaited: g++ 12 miscompiles a co_await on a call with an aggregate
// temporary in its arguments.
Async<bool> ModuleConversation::send(MessageType type, std::string packet) {
  if (gone_ || !advances(type)) co_return false;
  const Deadline until = std::chrono::steady_clock::now() + send_limit;
  const auto sent = co_await connection_.send(std::move(packet), until);
  gone_ = !sent.has_value();
  co_return !gone_;
}

/// An open question cannot be taken back: conv() returns when the person answers. So a login whose time is up
/// is told so then, and until then costs no more than its connection.
Async<Reply> ModuleConversation::ask(std::string text) {
  // What was sent before it was asked for would pass as the answer to a question that nobody has read.
  gone_ = gone_ || connection_.has_input();
  if (std::chrono::steady_clock::now() >= deadline_) co_return Reply{ReplyKind::time_up, {}};
  std::string packet = to_packet(Ask{.text = text});
  std::string().swap(text);  // a thousand may wait here
  const bool sent = co_await send(MessageType::ask, std::move(packet));
  if (!sent) co_return Reply{ReplyKind::gone, {}};
  const auto answer = co_await connection_.receive(max_module_message, deadline_ + longest_open_question);
  co_return reply_in(answer);
}

Reply ModuleConversation::reply_in(const Received<std::string>& packet) {
  if (!packet) {
    gone_ = true;
    return {packet.error() == SocketError::timed_out ? ReplyKind::time_up : ReplyKind::gone, {}};
  }
  const Reply reply = read_reply(*packet);
  const bool late = std::chrono::steady_clock::now() >= deadline_ && reply.kind == ReplyKind::answer;
  return late ? Reply{ReplyKind::time_up, {}} : reply;
}

Reply ModuleConversation::read_reply(const std::string& packet) {
  const auto answer = decoded<Answer>(packet);
  const bool cancelled = decoded<Cancelled>(packet).has_value();
  const bool cannot_converse = decoded<CannotConverse>(packet).has_value();
  gone_ = !(answer || cancelled || cannot_converse) || !advances(type_of(packet));
  if (gone_) return {ReplyKind::gone, {}};
  if (answer) return {ReplyKind::answer, std::string(answer->text)};
  return {cancelled ? ReplyKind::cancelled : ReplyKind::cannot_converse, {}};
}

Async<void> ModuleConversation::tell(TellKind kind, std::string text) {
  std::string packet = to_packet(Tell{.kind = kind, .text = text});
  co_await send(MessageType::tell, std::move(packet));
}

Async<void> ModuleConversation::done(Verdict verdict) {
  std::string packet = to_packet(Done{.verdict = verdict});
  co_await send(MessageType::done, std::move(packet));
}

}  // namespace tessera
