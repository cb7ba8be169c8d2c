// SPDX-License-Identifier: Apache-2.0
// tesseractl trust list|revoke
#include <CLI/CLI.hpp>

#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/verbs.hpp"

namespace tessera::ctl {
namespace {

void list_places(Session& session, const std::string& account) {
  Request request{"trust.list", Json::object()};
  if (!account.empty()) request.args["account"] = account;
  std::optional<Table> table;
  const auto add = [&table](const Json& item) {
    if (!table) table.emplace(std::vector<std::string>{"ACCOUNT", "SINCE", "UNTIL", "PLACE"});
    table->add({cell(item, "account"), time_cell(item, "since"), time_cell(item, "until"), cell(item, "place")});
  };
  session.run(request, add);
}

void show_revoked(const Json& item) {
  print(cell(item, "revoked") + " trusted places of " + cell(item, "account") + " were forgotten\n");
}

}  // namespace

void add_trust_verbs(CLI::App& app, Session& session) {
  auto* trust = app.add_subcommand("trust", "Places from which people are not asked again for a while");
  trust->require_subcommand(1);
  auto* list = trust->add_subcommand("list", "Show the places that are trusted now");
  const auto whose = std::make_shared<std::string>();
  list->add_option("USER", *whose, "Only those of this account");
  list->callback([&session, whose] { list_places(session, *whose); });
  auto* revoke = trust->add_subcommand("revoke", "Forget the places of an account");
  const auto name = std::make_shared<std::string>();
  revoke->add_option("USER", *name, "The account's name")->required();
  revoke->footer("Sessions that are open stay open; the next question is asked.");
  revoke->callback([&session, name] { session.run(Request{"trust.revoke", {{"account", *name}}}, show_revoked); });
}

}  // namespace tessera::ctl
