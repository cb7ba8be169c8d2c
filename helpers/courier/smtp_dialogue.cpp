// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/smtp_dialogue.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tessera::courier {
namespace {

constexpr std::size_t longest_reply = 16 * 1024;

/// RFC 5321 4.5.2: a line that begins with a dot gets another.
std::string dot_stuffed(std::string_view message) {
  std::string out;
  bool at_start = true;
  for (const char c : message) {
    if (at_start && c == '.') out += '.';
    out += c;
    at_start = c == '\n';
  }
  return out;
}

}  // namespace

Answer answer_of_smtp(SmtpStage stage, long reply, bool logged_in) {
  constexpr std::array names = {"the greeting", "AUTH", "MAIL", "RCPT", "DATA", "the message"};
  constexpr std::array login_replies = {530L, 534L, 535L, 538L};  // RFC 4954 6
  const std::string detail = std::string("smtp: ") + names[static_cast<std::size_t>(stage)] + " was answered " + std::to_string(reply);
  if (reply < 500) return {DeliveryStatus::failed, detail};
  if (!logged_in) return {DeliveryStatus::misconfigured, detail + ", and the server offered no login"};
  if (std::ranges::find(login_replies, reply) != login_replies.end()) return {DeliveryStatus::misconfigured, detail};
  if (stage == SmtpStage::login || stage == SmtpStage::sender) return {DeliveryStatus::misconfigured, detail};
  if (stage == SmtpStage::recipient) return {DeliveryStatus::refused, detail};
  return {DeliveryStatus::failed, detail};
}

SmtpDialogue::SmtpDialogue(std::string from, std::string to, std::string message, bool logged_in)
    : to_(std::move(to)), message_(std::move(message)), output_("MAIL FROM:<" + from + ">\r\n"), logged_in_(logged_in) {}

void SmtpDialogue::received(std::string_view bytes) {
  input_.append(bytes.substr(0, longest_reply + 1));
  std::size_t end = 0;
  while (!answer_ && (end = input_.find('\n')) != input_.npos) {
    const std::string line = input_.substr(0, end);
    input_.erase(0, end + 1);
    on_line(line);
  }
  if (!answer_ && input_.size() > longest_reply) answer_ = Answer{DeliveryStatus::failed, "smtp: a reply is too long"};
}

/// "250-one", "250 last": only the last line of a reply counts (RFC 5321 4.2.1).
void SmtpDialogue::on_line(std::string_view line) {
  long code = 0;
  const char* digits = line.data();
  const bool has_code = line.size() >= 3 && std::from_chars(digits, digits + 3, code).ptr == digits + 3 && code >= 200;
  if (!has_code) answer_ = Answer{DeliveryStatus::failed, "smtp: the server does not speak SMTP"};
  else if (line.size() == 3 || line[3] != '-') on_reply(code);
}

void SmtpDialogue::on_reply(long code) {
  const bool taken = stage_ == SmtpStage::content ? code == 354 : code < 300;
  if (!taken) {
    answer_ = answer_of_smtp(stage_, code, logged_in_);
    output_ = "QUIT\r\n";
  } else if (stage_ == SmtpStage::sender) {
    stage_ = SmtpStage::recipient;
    output_ = "RCPT TO:<" + to_ + ">\r\n";
  } else if (stage_ == SmtpStage::recipient) {
    stage_ = SmtpStage::content;
    output_ = "DATA\r\n";
  } else if (stage_ == SmtpStage::content) {
    stage_ = SmtpStage::message;
    output_ = dot_stuffed(message_) + ".\r\n";
  } else {
    answer_ = Answer{DeliveryStatus::sent, "accepted"};
    output_ = "QUIT\r\n";
  }
}

}  // namespace tessera::courier
