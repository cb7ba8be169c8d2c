// SPDX-License-Identifier: Apache-2.0
#include "pam_module/relay.hpp"

#include <security/pam_ext.h>
#include <string.h>
#include <syslog.h>

#include "pam_module/answer.hpp"
#include "pam_module/conversation.hpp"
#include "pam_module/greeting.hpp"
#include "pam_module/verdict.hpp"
#include "shared/codec.hpp"

namespace tessera::pam {
namespace {

constexpr int reply_wait_ms = 10'000;
constexpr char not_answering_text[] =
    "Not let in: the second-step service on this host is not answering. "
    "Tell your administrator: systemctl status tesserad";
constexpr char time_is_up_text[] = "Not let in: time is up. Log in again and answer sooner.";

/// Ends `text` with a NUL inside `packet`, whose other fields have been read by then.
const char* terminate(char* packet, std::string_view text) {
  if (text.empty()) return "";
  const auto end = static_cast<std::size_t>(text.data() - packet) + text.size();
  packet[end] = '\0';
  return text.data();
}

}  // namespace

Relay::Relay(pam_handle_t* pamh, const Options& options)
    : pamh_(pamh), options_(options), end_(Deadline::in(options.timeout_s * 1000)), reply_(end_) {}

Relay::~Relay() {
  explicit_bzero(packet_, sizeof packet_);
}

int Relay::run(Hello hello) {
  Step step = open(hello);
  while (step == Step::go_on) step = next_message();
  return result_;
}

Relay::Step Relay::open(Hello& hello) {
  silent_ = (hello.flags & Hello::silent) != 0;
  hello.version = protocol_version;
  hello.time_left_ms = static_cast<std::uint32_t>(end_.left_ms());
  if (hello.user.empty() || hello.service.empty() || codec::encode(hello, packet_, sizeof packet_) == 0) {
    pam_syslog(pamh_, LOG_ERR, "user, service, rhost, tty or ruser is missing, too long or not clean text");
    return Step::end;
  }
  memcpy(user_, hello.user.data(), hello.user.size());
  if (const char* problem = daemon_.connect(options_, end_)) return not_answering(problem);
  wait_for_reply();
  return send(hello);
}

Relay::Step Relay::next_message() {
  // One byte is kept for the NUL that ends a text.
  const std::size_t size = daemon_.receive(packet_, max_daemon_message, reply_);
  if (size == 0) return not_answering("no reply in time, or the connection was closed");
  if (end_.passed()) return time_is_up();
  const auto type = static_cast<MessageType>(packet_[0]);
  if (!advance(state_, type)) return not_answering("the daemon sent a message out of turn");
  switch (type) {
    case MessageType::ask:
      return on_ask(size);
    case MessageType::tell:
      return on_tell(size);
    case MessageType::done:
      return on_done(size);
    default:
      return not_answering("the daemon sent a message of another program");
  }
}

Relay::Step Relay::on_ask(std::size_t size) {
  Ask ask;
  if (!codec::decode(packet_, size, ask)) return not_answering("the daemon sent a broken Ask");
  Reply reply;
  const bool conversed = converse(pamh_, PAM_PROMPT_ECHO_ON, terminate(packet_, ask.text), reply);
  if (!is_same_user()) return user_changed();
  if (end_.passed()) return time_is_up();
  if (!daemon_.is_quiet()) return not_answering("the daemon spoke before the answer");
  return answer(conversed, reply.text());
}

Relay::Step Relay::answer(bool conversed, const char* text) {
  const Outcome outcome = sort_answer(pamh_, conversed, text, first_ask_);
  first_ask_ = false;
  wait_for_reply();
  switch (outcome.message) {
    case MessageType::answer:
      return send(Answer{outcome.text});
    case MessageType::cannot_converse:
      return send(CannotConverse{});
    default:
      return send(Cancelled{});
  }
}

Relay::Step Relay::on_tell(std::size_t size) {
  Tell tell;
  if (!codec::decode(packet_, size, tell)) return not_answering("the daemon sent a broken Tell");
  show(tell.kind == TellKind::error ? PAM_ERROR_MSG : PAM_TEXT_INFO, terminate(packet_, tell.text));
  return is_same_user() ? Step::go_on : user_changed();
}

Relay::Step Relay::on_done(std::size_t size) {
  Done done;
  if (!codec::decode(packet_, size, done)) return not_answering("the daemon sent a broken Done");
  result_ = pam_result(done.verdict);
  return Step::end;
}

template <class Message>
Relay::Step Relay::send(const Message& message) {
  if (!advance(state_, Message::type)) return not_answering("a message of the module is out of turn");
  const std::size_t size = codec::encode(message, packet_, sizeof packet_);
  const bool sent = size != 0 && daemon_.send(packet_, size);
  explicit_bzero(packet_, size);
  return sent ? Step::go_on : not_answering("cannot send to the daemon");
}

/// A wait is counted from connecting or from the last answer; what the daemon tells does not prolong it.
void Relay::wait_for_reply() {
  reply_ = Deadline::in(reply_wait_ms).or_earlier(end_);
}

Relay::Step Relay::not_answering(const char* why) {
  result_ = PAM_AUTHINFO_UNAVAIL;
  pam_syslog(pamh_, LOG_ERR, "%s: %s", options_.socket, why);
  show(PAM_ERROR_MSG, not_answering_text);
  return Step::end;
}

Relay::Step Relay::time_is_up() {
  result_ = PAM_AUTHINFO_UNAVAIL;
  pam_syslog(pamh_, LOG_NOTICE, "time is up after %d s (timeout=)", options_.timeout_s);
  show(PAM_ERROR_MSG, time_is_up_text);
  return Step::end;
}

Relay::Step Relay::user_changed() {
  result_ = PAM_ABORT;
  pam_syslog(pamh_, LOG_ERR, "the user name was changed during the conversation");
  return Step::end;
}

/// PAM_SILENT silences what merely informs. A refusal is shown all the same: sudo always sets the flag, and
/// its users have to learn why they were not let in.
void Relay::show(int style, const char* text) {
  if (silent_ && style == PAM_TEXT_INFO) return;
  Reply reply;
  converse(pamh_, style, text, reply);
}

bool Relay::is_same_user() const {
  return item_text(pamh_, PAM_USER) == std::string_view(user_);
}

}  // namespace tessera::pam
