// SPDX-License-Identifier: Apache-2.0
// tesseractl environment show|enforce|confirm|observe|report|off
#include <CLI/CLI.hpp>

#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/verbs.hpp"
#include "daemon/config/duration.hpp"
#include "daemon/service/exit_codes.hpp"

namespace tessera::ctl {
namespace {

void show_environment(const Json& item) {
  std::vector<std::pair<std::string, std::string>> lines{{"Environment", cell(item, "name")},
                                                         {"URL", cell(item, "url")},
                                                         {"Switch", cell(item, "switch")},
                                                         {"Since", time_cell(item, "since")},
                                                         {"By", cell(item, "by")}};
  if (item.contains("confirm_until")) {
    lines.emplace_back("Goes back", "to " + cell(item, "back_to") + " at " + time_cell(item, "confirm_until") +
                                        " unless: tesseractl environment confirm");
  }
  print(described(lines) + not_listed_text(item));
}

CLI::Option* add_name(CLI::App& verb, const std::shared_ptr<std::string>& wanted) {
  return verb.add_option("NAME", *wanted, "This host's environment, to be sure; another name is exit 64");
}

CLI::App* add_verb(CLI::App& environment, Session& session, const std::string& name, const std::string& help) {
  auto* verb = environment.add_subcommand(name, help);
  const auto wanted = std::make_shared<std::string>();
  auto* given = add_name(*verb, wanted);
  verb->callback([&session, name, wanted, given] {
    Request request{"environment." + name};
    if (*given) request.args["name"] = *wanted;
    session.run(request, show_environment);
  });
  return verb;
}

struct EnforceOptions {
  std::string name, confirm_within;
  unsigned accept = 0;
  CLI::Option *name_given = nullptr, *accept_given = nullptr;
};

void enforce(Session& session, const EnforceOptions& options) {
  Request request{"environment.enforce", Json::object(), survey_limit};
  if (*options.name_given) request.args["name"] = options.name;
  if (*options.accept_given) request.args["accept_locked_out"] = options.accept;
  if (!options.confirm_within.empty()) {
    const auto time = parse_duration(options.confirm_within);
    const auto seconds = time ? std::chrono::duration_cast<std::chrono::seconds>(*time).count() : 0;
    if (seconds < 1 || seconds > 86'400) {
      return session.fail(exit_code::usage, "--confirm-within must be a duration from 1s to 1d, like 10min");
    }
    request.args["confirm_within"] = seconds;
  }
  session.run(request, show_environment);
}

void add_enforce(CLI::App& environment, Session& session) {
  auto* verb = environment.add_subcommand("enforce", "From now on a login in scope needs a code");
  const auto options = std::make_shared<EnforceOptions>();
  options->name_given =
      verb->add_option("NAME", options->name, "This host's environment, to be sure; another name is exit 64");
  options->accept_given = verb->add_option("--accept-locked-out", options->accept,
                                           "Although exactly so many accounts are not ready, see account audit");
  verb->add_option("--confirm-within", options->confirm_within,
                   "Go back after this time unless a login with a code succeeded and it was confirmed, like 10min")
      ->type_name("TIME");
  verb->footer(
      "Exit 1 while accounts are not ready, a service in scope cannot ask, or requests.required wants an\n"
      "approved request first.");
  verb->callback([&session, options] { enforce(session, *options); });
}

void add_report(CLI::App& environment, Session& session) {
  auto* verb = environment.add_subcommand("report", "After observe: who would have been asked or refused, and why");
  const auto wanted = std::make_shared<std::string>();
  auto* given = add_name(*verb, wanted);
  verb->callback([&session, wanted, given] {
    Request request{"environment.report"};
    if (*given) request.args["name"] = *wanted;
    std::optional<Table> table;
    session.run(request, [&table](const Json& item) {
      if (!table) table.emplace(std::vector<std::string>{"ACCOUNT", "WOULD", "REASON", "LOGINS", "SINCE", "LAST"});
      table->add({cell(item, "account"), cell(item, "would"), cell(item, "reason"), cell(item, "logins"),
                  time_cell(item, "first"), time_cell(item, "last")});
    });
  });
}

}  // namespace

void add_environment_verbs(CLI::App& app, Session& session) {
  auto* environment =
      app.add_subcommand("environment", "The switch that holds for every account of this host");
  environment->require_subcommand(1);
  add_verb(*environment, session, "show", "Show where the switch stands, since when, and who put it there");
  add_enforce(*environment, session);
  add_verb(*environment, session, "confirm", "Keep what enforce --confirm-within set")
      ->footer("Exit 1 before a login with a code succeeded, and when nothing waits.");
  add_verb(*environment, session, "observe", "Ask nobody, but log what enforce would have done");
  add_report(*environment, session);
  add_verb(*environment, session, "off", "Ask nobody");
  add_request_verbs(*environment, session);
}

}  // namespace tessera::ctl
