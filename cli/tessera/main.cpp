// SPDX-License-Identifier: Apache-2.0
// tessera: everybody's side of Tessera, about their own account.
#include <CLI/CLI.hpp>
#include <exception>
#include <optional>

#include "cli/tessera/dialogue.hpp"
#include "cli/tessera/gate.hpp"
#include "daemon/config/load.hpp"
#include "daemon/service/exit_codes.hpp"
#include "daemon/service/options.hpp"

namespace tessera::own {
namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 done, 1 refused or given up, 64 usage, 69 tesserad is away, 75 try later, 77 not permitted,\n"
    "78 configuration.";

struct Choice {
  std::string config = std::string(default_config_file);
  std::optional<user::Action> action;
  bool ticket = false;
  std::string channel;
  bool gate = false;
};

void add_verbs(CLI::App& app, Choice& choice) {
  app.require_subcommand(1);
  app.fallthrough();  // so that --config may follow the verb
  app.set_version_flag("--version", "tessera " + std::string(version()));
  app.add_option("--config", choice.config, "The configuration file")->type_name("FILE")->capture_default_str();
  app.footer(exit_codes);
  const auto verb = [&](const char* name, const char* description, user::Action action) {
    auto* added = app.add_subcommand(name, description);
    added->callback([&choice, action] { choice.action = action; });
    return added;
  };
  verb("status", "Show whether you are asked for a code here, your app, and your backup codes", user::Action::status);
  verb("enrol", "Set up an authenticator app, or a new phone's", user::Action::enrol)
      ->add_flag("--ticket", choice.ticket, "Ask for a ticket from your administrator, instead of a code");
  verb("backup-codes", "Get ten new backup codes; the old ones stop", user::Action::backup_codes);
  verb("prefer", "Choose what your logins offer first", user::Action::prefer)
      ->add_option("channel", choice.channel, "text, call, email or app")
      ->required()
      ->check(CLI::IsMember({"text", "call", "email", "app"}));
  auto* trust = app.add_subcommand("trust", "The places from where you are not asked for a while")->require_subcommand(1);
  trust->add_subcommand("list", "Show them")->callback([&choice] { choice.action = user::Action::trust_list; });
  trust->add_subcommand("revoke", "Forget them all")->callback([&choice] { choice.action = user::Action::trust_revoke; });
  app.add_subcommand("gate", "For sshd's ForceCommand: set up an app where one is needed, else go on to the shell")
      ->callback([&choice] { choice.gate = true; });
}

int complain(Console& console, int exit, const std::string& sentence) {
  console.complain("tessera: " + sentence + "\n");
  return exit;
}

/// In an argument everybody on the host could read it.
std::optional<std::string> ticket_of(const Choice& choice, Console& console) {
  if (!choice.ticket) return std::string();
  console.print("Ticket: ");
  auto line = console.read_line();
  return line && !line->empty() ? line : std::nullopt;
}

int run(const Choice& choice) {
  StandardConsole console;
  const auto config = load_config(choice.config);
  if (!config) return complain(console, exit_code::configuration, to_string(config.error().front()));
  const std::string socket = config->paths.runtime + "/user.sock";
  if (choice.gate) return gate(socket, console);
  const auto ticket = ticket_of(choice, console);
  if (!ticket) return complain(console, exit_code::no, "no ticket was given");
  if (ticket->size() > user::max_ticket || !is_clean_text(*ticket, Lines::one)) {
    return complain(console, exit_code::usage, "that is no ticket");
  }
  auto link = Link::open(socket);
  if (!link) return complain(console, link.error().exit, link.error().sentence);
  return converse(*link, console, *choice.action, *ticket, choice.channel);
}

int run(int argc, const char* const* argv) {
  CLI::App app{"Your own account in Tessera, the second question this host asks at login", "tessera"};
  Choice choice;
  add_verbs(app, choice);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // the library reports by exceptions, --help too
    return app.exit(error) == 0 ? exit_code::yes : exit_code::usage;
  }
  return run(choice);
}

}  // namespace
}  // namespace tessera::own

int main(int argc, char** argv) {
  try {
    return tessera::own::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tessera: %s\n", error.what());
    return tessera::exit_code::internal;
  }
}
