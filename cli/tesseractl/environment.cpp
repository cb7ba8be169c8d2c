// SPDX-License-Identifier: Apache-2.0
// tesseractl environment show|enforce|observe|off
#include <CLI/CLI.hpp>

#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/verbs.hpp"

namespace tessera::ctl {
namespace {

void show_environment(const Json& item) {
  print(described({{"Environment", cell(item, "name")},
                   {"URL", cell(item, "url")},
                   {"Switch", cell(item, "switch")},
                   {"Since", time_cell(item, "since")},
                   {"By", cell(item, "by")}}));
}

void add_verb(CLI::App& environment, Session& session, const std::string& name, const std::string& help) {
  auto* verb = environment.add_subcommand(name, help);
  const auto wanted = std::make_shared<std::string>();
  auto* given =
      verb->add_option("NAME", *wanted, "This host's environment, to be sure; another name is exit 64");
  verb->callback([&session, name, wanted, given] {
    Request request{"environment." + name};
    if (*given) request.args["name"] = *wanted;
    session.run(request, show_environment);
  });
}

}  // namespace

void add_environment_verbs(CLI::App& app, Session& session) {
  auto* environment =
      app.add_subcommand("environment", "The switch that holds for every account of this host");
  environment->require_subcommand(1);
  add_verb(*environment, session, "show", "Show where the switch stands, since when, and who put it there");
  add_verb(*environment, session, "enforce", "From now on a login in scope needs a code");
  add_verb(*environment, session, "observe", "Ask nobody, but log what enforce would have done");
  add_verb(*environment, session, "off", "Ask nobody");
}

}  // namespace tessera::ctl
