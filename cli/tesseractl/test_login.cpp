// SPDX-License-Identifier: Apache-2.0
// tesseractl test-login USER: the login's own conversation in this terminal.
#include "cli/tesseractl/test_login.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>

#include "cli/tesseractl/client.hpp"
#include "cli/tesseractl/output.hpp"
#include "daemon/service/exit_codes.hpp"
#include "daemon/service/typed_text.hpp"
#include "shared/account_name.hpp"
#include "shared/test_login.hpp"
#include "shared/verdict_names.hpp"

namespace tessera::ctl {
namespace {

constexpr std::chrono::seconds longest_wait{20};  // the module waits half as long

struct TestLoginOptions {
  std::string account, service = "sshd";
};

/// As the module's default for the service is.
std::uint32_t time_for(const std::string& service) { return service == "login" ? 50'000 : 100'000; }

class Trial {
 public:
  /// With --json the conversation goes to stderr.
  Trial(const PacketSocket& socket, bool json) : socket_(socket), screen_(json ? stderr : stdout) {}

  /// Nothing when tesserad broke off.
  std::optional<Verdict> run(const Hello& hello) {
    if (!socket_.send(hello)) return std::nullopt;
    state_ = LoginState::thinking;
    while (!verdict_) {
      const auto packet = socket_.receive(max_daemon_message + 1);
      if (!packet || !take(*packet)) return std::nullopt;
    }
    return verdict_;
  }

 private:
  bool take(const std::string& packet) {
    const auto type = static_cast<MessageType>(packet[0]);
    if (!advance(state_, type)) return false;
    if (type == MessageType::ask) return read(packet, &Trial::answer);
    if (type == MessageType::tell) return read(packet, &Trial::told);
    return read(packet, &Trial::ended);
  }
  template <class Message>
  bool read(const std::string& packet, bool (Trial::*handle)(const Message&)) {
    Message message;
    return codec::decode(packet.data(), packet.size(), message) && (this->*handle)(message);
  }
  bool answer(const Ask& ask) {
    show(ask.text);
    state_ = LoginState::thinking;
    std::string line;
    if (std::getline(std::cin, line)) {
      const std::string text = typed_text(line);
      return socket_.send(Answer{text});
    }
    show("\n");
    return socket_.send(Cancelled{});
  }
  bool told(const Tell& tell) {
    show(std::string(tell.text) + "\n");
    return true;
  }
  bool ended(const Done& done) {
    verdict_ = done.verdict;
    return true;
  }
  void show(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), screen_);
    std::fflush(screen_);  // a question has no line feed
  }

  const PacketSocket& socket_;
  FILE* screen_;
  LoginState state_ = LoginState::greeting;
  std::optional<Verdict> verdict_;
};

bool lets_in(Verdict verdict) { return verdict == Verdict::proven || verdict == Verdict::not_concerned; }

void tell_verdict(Session& session, const TestLoginOptions& options, Verdict verdict) {
  session.exit = lets_in(verdict) ? exit_code::yes : exit_code::no;
  Json item = Json::object();
  item["account"] = options.account;
  item["service"] = options.service;
  item["verdict"] = name_of(verdict);
  item["pam"] = pam_name(verdict);
  if (session.json) return print(to_line(item) + "\n");
  print("\n" + options.service + " would be told " + std::string(pam_name(verdict)) + " (" + std::string(name_of(verdict)) + ").\n");
}

void test_login(Session& session, const TestLoginOptions& options) {
  if (!is_account_name(options.account)) return session.fail(exit_code::usage, "USER can be nobody's name");
  if (options.service.empty() || options.service.size() > 64 || !is_clean_text(options.service, Lines::one)) {
    return session.fail(exit_code::usage, "the service is empty, too long, or holds a control character");
  }
  const auto config = session.config();
  if (!config) return;
  auto socket = connect(config->paths.runtime + "/login.sock", longest_wait);
  if (!socket) return session.fail(socket.error().exit, socket.error().error);
  Hello hello;
  hello.version = protocol_version;
  hello.service = options.service;
  hello.user = options.account;
  hello.flags = test_login_flag;
  hello.time_left_ms = time_for(options.service);
  const auto verdict = Trial(*socket, session.json).run(hello);
  if (!verdict) return session.fail(exit_code::daemon_away, "tesserad did not answer to the end; a login would be told PAM_AUTHINFO_UNAVAIL");
  tell_verdict(session, options, *verdict);
}

}  // namespace

void add_test_login_verb(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("test-login", "Hold the login's conversation here, without sshd; codes are really sent");
  const auto options = std::make_shared<TestLoginOptions>();
  verb->add_option("USER", options->account, "The account that logs in")->required();
  verb->add_option("--service", options->service, "The PAM service")->capture_default_str();
  verb->footer("Exit 0 when the login would be let in, 1 when it is refused. Wrong codes count.");
  verb->callback([&session, options] { test_login(session, *options); });
}

}  // namespace tessera::ctl
