// SPDX-License-Identifier: Apache-2.0
// tesseractl status
#include <CLI/CLI.hpp>

#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/verbs.hpp"
#include "daemon/service/exit_codes.hpp"

namespace tessera::ctl {
namespace {

const Json& part(const Json& item, const char* key) {
  static const Json nothing = Json::object();
  const auto at = item.find(key);
  return at == item.end() || !at->is_object() ? nothing : *at;
}

void show_up(const Json& item) {
  const Json& environment = part(item, "environment");
  const Json& store = part(item, "store");
  print(described({{"Daemon", cell(item, "daemon")},
                   {"Environment", cell(environment, "name")},
                   {"Switch", cell(environment, "switch")},
                   {"Goes back", time_cell(environment, "confirm_until")},
                   {"Since", time_cell(environment, "since")},
                   {"By", cell(environment, "by")},
                   {"Services", cell(item, "services")},
                   {"Trusted networks", cell(item, "trusted_networks")},
                   {"Accounts", cell(store, "accounts")},
                   {"Locked", cell(store, "locked")},
                   {"Codes waiting", cell(store, "outstanding")},
                   {"Store schema", cell(store, "schema")},
                   {"Seal key", cell(item, "seal_key")},
                   {"Configuration", cell(item, "config")}}));
}

/// With no daemon nobody in scope can log in, so this is said first and on stdout.
void show_away(const Session& session) {
  Json item = Json::object();
  item["daemon"] = "away";
  item["environment"] = nullptr;
  item["store"] = nullptr;
  item["config"] = session.config_file;
  if (session.json) return print(to_line(item) + "\n");
  print(described(
      {{"Daemon", "away: logins that need a code are refused"}, {"Configuration", session.config_file}}));
}

}  // namespace

void add_status_verb(CLI::App& app, Session& session) {
  auto* verb =
      app.add_subcommand("status", "Show whether tesserad answers, where the switch stands, and counts");
  verb->callback([&session] {
    session.run(Request{"status"}, show_up);
    if (session.exit == exit_code::daemon_away) show_away(session);
  });
}

}  // namespace tessera::ctl
