// SPDX-License-Identifier: Apache-2.0
#include "daemon/enrolment/portal_service.hpp"

#include <utility>

#include "daemon/enrolment/enrolling.hpp"
#include "daemon/service/message_ids.hpp"

namespace tessera {
namespace {

constexpr auto time_limit = std::chrono::seconds(30);  // ten slow hashes, behind those of logins

/// Only the express population's pages are styled.
portal::PageStyle style_of(const Config& config, Directory& directory, const std::string& account) {
  portal::PageStyle style;
  style.help_desk = config.help_desk;
  if (account.empty() || directory.is_creator(account)) return style;
  const Style& express = config.populations.express_style;
  style.heading = express.heading;
  style.help = express.help;
  style.accent = express.accent;
  return style;
}

Async<std::string> answer_open(EnrolmentPorts ports, std::shared_ptr<const Config> config, portal::Open question) {
  const LinkOpened opened = co_await open_link(ports, config, std::string(question.token),
                                               std::string(question.confirmation), std::string(question.source));
  portal::Opened answer;
  answer.status = opened.status;
  answer.account = opened.account;
  if (!opened.account.empty()) answer.environment = config->environment.name;
  answer.uri = opened.uri;
  answer.key = opened.key;
  answer.digits = static_cast<std::uint8_t>(opened.digits);
  answer.tries_left = opened.tries_left;
  answer.style = style_of(*config, ports.directory, opened.account);
  co_return to_packet(answer);
}

Async<std::string> answer_finish(EnrolmentPorts ports, std::shared_ptr<const Config> config, portal::Finish question) {
  const AppFinished finished = co_await finish_link(ports, config, std::string(question.token),
                                                    std::string(question.code), std::string(question.source));
  std::string codes;
  for (const std::string& code : finished.backup_codes) codes += (codes.empty() ? "" : "\n") + code;
  portal::Finished answer;
  answer.status = finished.status;
  answer.backup_codes = codes;
  answer.note = finished.note;
  answer.tries_left = finished.tries_left;
  answer.style = style_of(*config, ports.directory, finished.account);
  co_return to_packet(answer);
}

}  // namespace

Async<void> serve_portal(EnrolmentPorts ports, std::shared_ptr<const Config> config, Seqpacket connection) {
  const Deadline until = std::chrono::steady_clock::now() + time_limit;
  const auto packet = co_await connection.receive(max_module_message, until);
  if (!packet) co_return;
  portal::Open open;
  portal::Finish finish;
  std::string answer;
  if (codec::decode(packet->data(), packet->size(), open)) {
    answer = co_await answer_open(ports, std::move(config), open);
  } else if (codec::decode(packet->data(), packet->size(), finish)) {
    answer = co_await answer_finish(ports, std::move(config), finish);
  } else {
    ports.log.write(Level::warning, "portal.sock: a peer sent something else than a question", {message_id::strange_greeting});
    co_return;
  }
  co_await connection.send(std::move(answer), until);
}

}  // namespace tessera
