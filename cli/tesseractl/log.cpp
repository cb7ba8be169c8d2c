// SPDX-License-Identifier: Apache-2.0
// tesseractl log [REFERENCE]
#include <CLI/CLI.hpp>

#include "cli/tesseractl/login_story.hpp"
#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/verbs.hpp"

namespace tessera::ctl {
namespace {

struct LogOptions {
  std::string reference, account;
  unsigned limit = 100;
};

std::vector<std::string> row(const Json& item) {
  return {time_cell(item, "time"), cell(item, "reference"), cell(item, "account"),
          cell(item, "service"),   cell(item, "rhost"),     cell(item, "channel"),
          cell(item, "result"),    cell(item, "reason"),    cell(item, "actor")};
}

void show(Session& session, const LogOptions& options) {
  Request request{"log", {{"limit", options.limit}}};
  if (!options.reference.empty()) return show_login(session, options.reference, options.limit);
  if (!options.account.empty()) request.args["account"] = options.account;
  std::optional<Table> table;
  const auto add = [&table](const Json& item) {
    if (!table) {
      table.emplace(std::vector<std::string>{"TIME", "REF", "ACCOUNT", "SERVICE", "FROM", "CHANNEL", "RESULT",
                                             "REASON", "BY"});
    }
    table->add(row(item));
  };
  session.run(request, add, public_entry);
}

}  // namespace

void add_log_verb(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("log", "Show how logins ended and what administrators did");
  const auto options = std::make_shared<LogOptions>();
  verb->add_option("REFERENCE", options->reference, "The four characters that a refusal named, in either case; shows its whole login");
  verb->add_option("--account", options->account, "Only entries of this account");
  verb->add_option("--limit", options->limit, "So many of the newest entries")
      ->capture_default_str()
      ->check(CLI::Range(1u, 10'000u).description(""));
  verb->footer("The newest entry comes last. Exit 1 when no entry has the reference.");
  verb->callback([&session, options] { show(session, *options); });
}

}  // namespace tessera::ctl
