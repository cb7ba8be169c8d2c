// SPDX-License-Identifier: Apache-2.0
// tesseractl app enrol|reset|cancel
#include <CLI/CLI.hpp>

#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/verbs.hpp"

namespace tessera::ctl {
namespace {

constexpr const char* command = "tessera enrol --ticket";  // which asks for it: arguments are read by everybody

/// Whoever has the link needs the confirmation, too, so that one may be sent and the other said; with the command the
/// login on this host says who it is.
void show_ticket(const Json& item) {
  std::vector<std::pair<std::string, std::string>> lines{{"Account", cell(item, "account")}};
  if (cell(item, "link") != "-") {
    lines.emplace_back("Link", cell(item, "link"));
    lines.emplace_back("Confirmation", cell(item, "confirmation"));
  }
  lines.emplace_back("Command", command);
  lines.emplace_back("Ticket", cell(item, "ticket"));
  lines.emplace_back("Valid", "once, for ten minutes, until " + time_cell(item, "valid_until"));
  print(described(lines));
}

Json with_command(const Json& item) {
  Json shown = item;
  shown["command"] = command;
  return shown;
}

void show_result(const Json& item) {
  print(cell(item, "account") + ": app " + cell(item, "result") + "\n");
}

CLI::App* add_named(CLI::App& app, const std::string& name, const std::string& help, std::string& user) {
  auto* verb = app.add_subcommand(name, help);
  verb->add_option("USER", user, "The account's name")->required();
  return verb;
}

void add_enrol(CLI::App& app, Session& session) {
  const auto user = std::make_shared<std::string>();
  auto* verb = add_named(app, "enrol", "Make a ticket with which an account's app can be set up", *user);
  verb->footer(
      "For somebody without any other way in. Make sure who asks: whoever has link and confirmation sets up an\n"
      "app for this account; the command is for a session of the account's own on this host.\n"
      "Exit 1 for an account of a single sign-on source, which is changed at its identity provider; 67 for a name that no source of this host knows.");
  verb->callback([&session, user] {
    session.run(Request{"app.enrol", {{"account", *user}}}, show_ticket, with_command);
  });
}

void add_reset(CLI::App& app, Session& session) {
  const auto user = std::make_shared<std::string>();
  auto* verb = add_named(app, "reset", "Take an account's app and backup codes off the record", *user);
  verb->footer("Its contacts are told. Exit 1 when there is none, or for an account of a single sign-on source.");
  verb->callback([&session, user] { session.run(Request{"app.reset", {{"account", *user}}}, show_result); });
}

void add_cancel(CLI::App& app, Session& session) {
  const auto user = std::make_shared<std::string>();
  auto* verb = add_named(app, "cancel", "Stop a new app that is on hold; the one before counts on", *user);
  verb->footer("Exit 1 when none is on hold.");
  verb->callback([&session, user] { session.run(Request{"app.cancel", {{"account", *user}}}, show_result); });
}

}  // namespace

void add_app_verbs(CLI::App& app, Session& session) {
  auto* group = app.add_subcommand("app", "Authenticator apps");
  group->require_subcommand(1);
  add_enrol(*group, session);
  add_reset(*group, session);
  add_cancel(*group, session);
  add_app_import(*group, session);
}

}  // namespace tessera::ctl
