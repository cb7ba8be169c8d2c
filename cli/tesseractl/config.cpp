// SPDX-License-Identifier: Apache-2.0
// tesseractl config check|show; both work without tesserad.
#include <CLI/CLI.hpp>

#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/verbs.hpp"
#include "cli/tesseractl/yaml_json.hpp"
#include "daemon/config/load.hpp"
#include "daemon/config/show.hpp"
#include "daemon/service/exit_codes.hpp"

namespace tessera::ctl {
namespace {

Json error_item(const ConfigError& error) {
  Json item = Json::object();
  item["file"] = error.at.file;
  item["line"] = error.at.line;
  item["column"] = error.at.column;
  item["message"] = error.message;
  return item;
}

void check(Session& session) {
  const auto loaded = load_config(session.config_file);
  session.exit = loaded ? exit_code::yes : exit_code::configuration;
  const auto errors = loaded ? std::vector<ConfigError>() : loaded.error();
  Json answer = Json::object();
  answer["ok"] = loaded.has_value();
  answer["errors"] = Json::array();
  for (const ConfigError& error : errors) answer["errors"].push_back(error_item(error));
  if (session.json) return print(to_line(answer) + "\n");
  if (loaded) print(printable(session.config_file) + ": ok\n");
  for (const ConfigError& error : errors) std::fprintf(stderr, "%s\n", printable(to_string(error)).c_str());
}

void show(Session& session) {
  const auto config = session.config();
  if (!config) return;
  const std::string yaml = config_to_yaml(*config);
  print(session.json ? to_line(json_of_yaml(yaml)) + "\n" : yaml);
}

}  // namespace

void add_config_verbs(CLI::App& app, Session& session) {
  auto* config = app.add_subcommand("config", "The configuration, as every program of Tessera reads it");
  config->require_subcommand(1);
  auto* check_verb =
      config->add_subcommand("check", "Print every mistake as FILE:LINE:COLUMN: message; exit 78 if any");
  check_verb->callback([&session] { check(session); });
  auto* show_verb =
      config->add_subcommand("show", "Print the effective configuration; secrets stay references");
  show_verb->callback([&session] { show(session); });
}

}  // namespace tessera::ctl
