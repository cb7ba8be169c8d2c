// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/gateways/smtp.hpp"

#include <sys/random.h>

#include <array>
#include <ctime>

#include "daemon/config/url.hpp"
#include "helpers/courier/smtp_dialogue.hpp"

namespace tessera::courier {
namespace {

std::string random_hex() {
  std::array<unsigned char, 16> bytes{};
  while (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) continue;
  constexpr char hex[] = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : bytes) out += {hex[byte >> 4], hex[byte & 15]};
  return out;
}

/// libcurl connects, encrypts and logs in; the letter itself is an SmtpDialogue over the connection it leaves open.
class MailTransfer final : public Transfer {
 public:
  struct Envelope {
    std::string from, to, user, password, message;
    bool tls = true;
  };
  MailTransfer(const TransferOptions& options, Envelope envelope) : Transfer(options), envelope_(std::move(envelope)) {
    set(CURLOPT_CONNECT_ONLY, 1L);
    set(CURLOPT_FORBID_REUSE, 0L);  // libcurl would close it before the letter; it never lends such a connection
    set(CURLOPT_USE_SSL, static_cast<long>(envelope_.tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    if (envelope_.user.empty()) return;
    set(CURLOPT_USERNAME, envelope_.user.c_str());
    set(CURLOPT_PASSWORD, envelope_.password.c_str());
    // libcurl goes on without a login where the server offers none; its dialogue tells.
    set(CURLOPT_VERBOSE, 1L);
    set(CURLOPT_DEBUGFUNCTION, &MailTransfer::on_dialogue);
    set(CURLOPT_DEBUGDATA, this);
  }

  std::optional<Answer> ended(CURLcode code) override {
    if (code == CURLE_LOGIN_DENIED && status() >= 400) return answer_of_smtp(SmtpStage::login, status(), true);
    if (code != CURLE_OK) return Answer{status_of_error(code), "smtp: " + reason(code, {envelope_.user, envelope_.password})};
    const bool logged_in = asked_to_log_in_ || envelope_.user.empty();
    dialogue_.emplace(envelope_.from, envelope_.to, std::move(envelope_.message), logged_in);
    return converse();
  }

  std::optional<Awaited> awaits() const override {
    if (!dialogue_) return std::nullopt;
    return Awaited{open_socket(), !dialogue_->output().empty()};
  }

  std::optional<Answer> converse() override {
    for (;;) {
      const CURLcode sent = send_output();
      if (dialogue_->answer()) return dialogue_->answer();  // QUIT was tried; nobody waits for its reply
      if (sent != CURLE_OK && sent != CURLE_AGAIN) return broken(sent);
      std::array<char, 2048> part;
      std::size_t size = 0;
      const CURLcode received = curl_easy_recv(handle(), part.data(), part.size(), &size);
      if (received == CURLE_AGAIN) return std::nullopt;
      if (received != CURLE_OK || size == 0) return broken(received);
      dialogue_->received({part.data(), size});
    }
  }

 private:
  CURLcode send_output() {
    CURLcode code = CURLE_OK;
    while (code == CURLE_OK && !dialogue_->output().empty()) {
      std::size_t count = 0;
      code = curl_easy_send(handle(), dialogue_->output().data(), dialogue_->output().size(), &count);
      dialogue_->sent(count);
    }
    return code;
  }
  static Answer broken(CURLcode code) {
    return {DeliveryStatus::failed, std::string("smtp: the connection broke: ") +
                                        (code == CURLE_OK ? "closed by the server" : curl_easy_strerror(code))};
  }
  static int on_dialogue(CURL*, curl_infotype what, char* data, std::size_t size, void* self) {
    const bool is_login = what == CURLINFO_HEADER_OUT && std::string_view(data, size).starts_with("AUTH ");
    if (is_login) static_cast<MailTransfer*>(self)->asked_to_log_in_ = true;
    return 0;
  }

  Envelope envelope_;
  bool asked_to_log_in_ = false;
  std::optional<SmtpDialogue> dialogue_;
};

/// What is wrong with a configured URL; empty when nothing is.
std::string complaint(const SmtpGateway& config) {
  const auto url = parse_url(config.url);
  if (!url) return "is no URL";
  if (url->scheme != "smtp" && url->scheme != "smtps") return "must begin with smtps:// or smtp://";
  if (!url->user.empty()) return "must not hold a user: that is `user:` and `password:`";
  if (url->path.size() > 1 || !url->query.empty() || !url->fragment.empty()) return "must end after host and port";
  if (config.tls == Tls::none && !is_loopback_literal(url->host)) return "with tls: none must name 127.0.0.1 or [::1]";
  if (config.tls == Tls::none && url->scheme == "smtps") return "is smtps:// and so does not go with tls: none";
  return {};
}

}  // namespace

Result<std::unique_ptr<SmtpMailer>, ConfigError> SmtpMailer::make(const Gateway& gateway, Secret password) {
  const auto mistake = [&gateway](const std::string& what) {
    return std::unexpected(ConfigError{gateway.at, "gateways." + gateway.name + "." + what});
  };
  if (const std::string wrong = complaint(gateway.smtp); !wrong.empty()) return mistake("url " + wrong);
  auto from = parse_mailbox(gateway.smtp.from);
  if (!from) return mistake("from is no mail address");
  return std::unique_ptr<SmtpMailer>(new SmtpMailer(gateway.smtp, std::move(*from), std::move(password)));
}

Begun SmtpMailer::begin(const Letter& letter, std::chrono::milliseconds limit) const {
  const auto to = parse_mailbox(letter.to);
  if (!to || !to->name.empty()) return Answer{DeliveryStatus::refused, "smtp: the recipient is no mail address"};
  const std::string domain = from_.address.substr(from_.address.find('@') + 1);
  const auto message = build_mail({from_, *to, letter.subject, letter.text, std::time(nullptr), random_hex() + "@" + domain});
  if (!message) return Answer{DeliveryStatus::misconfigured, "smtp: " + message.error()};
  return std::make_unique<MailTransfer>(
      TransferOptions{config_.url, "smtp,smtps", config_.ca, limit},
      MailTransfer::Envelope{from_.address, to->address, config_.user, std::string(password_.view()), *message,
                             config_.tls == Tls::required});
}

}  // namespace tessera::courier
