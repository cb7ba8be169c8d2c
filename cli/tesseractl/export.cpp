// SPDX-License-Identifier: Apache-2.0
// tesseractl account export: what `account import` reads, from tesserad's list, which never stands in memory.
#include <CLI/CLI.hpp>

#include "helpers/contacts/account_file.hpp"
#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/output_file.hpp"
#include "cli/tesseractl/verbs.hpp"
#include "daemon/service/exit_codes.hpp"

namespace tessera::ctl {
namespace {

std::vector<std::string> header() {
  return {column_names.begin(), column_names.end()};
}

std::string text_of(const Json& item, std::string_view key) {
  const auto at = item.find(std::string(key));
  return at != item.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::string csv_line(const Json& item) {
  std::vector<std::string> cells;
  for (const std::string_view name : column_names) cells.push_back(text_of(item, name));
  return csv_row(cells);
}

std::string json_line(const Json& item) {
  Json entry = Json::object();
  for (const std::string_view name : column_names) {
    const auto at = item.find(std::string(name));
    entry[std::string(name)] = at == item.end() ? Json(nullptr) : *at;
  }
  return to_line(entry) + "\n";
}

void write_text(FILE* to, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), to);
}

/// Everything that is on record. Errors of `to` stick to it.
Outcome write_accounts(const Config& config, bool json, FILE* to) {
  if (!json) write_text(to, csv_row(header()));
  const auto write_account = [json, to](const Json& item) { write_text(to, json ? json_line(item) : csv_line(item)); };
  return ask(config.paths.runtime + "/admin.sock", Request{"account.list"}, write_account);
}

void export_to_stdout(Session& session, const Config& config) {
  const Outcome outcome = write_accounts(config, session.json, stdout);
  if (outcome.exit != exit_code::yes) return session.fail(outcome.exit, outcome.error);
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    session.fail(exit_code::system, "standard output could not be written");
  }
}

void export_to_file(Session& session, const Config& config, const std::string& path) {
  auto file = OutputFile::create(path);
  if (!file) return session.fail(exit_code::system, file.error());
  const Outcome outcome = write_accounts(config, session.json, file->stream());
  if (outcome.exit != exit_code::yes) return session.fail(outcome.exit, outcome.error);
  if (const auto failure = file->commit()) session.fail(exit_code::system, *failure);
}

void export_accounts(Session& session, const std::string& path) {
  const auto config = session.config();
  if (!config) return;
  if (path.empty()) {
    export_to_stdout(session, *config);
  } else {
    export_to_file(session, *config, path);
  }
}

}  // namespace

void add_account_export(CLI::App& account, Session& session) {
  auto* verb = account.add_subcommand("export", "Print the accounts on record as CSV, by name");
  const auto path = std::make_shared<std::string>();
  verb->add_option("--output", *path, "Into this file, for its owner alone (0600); it is replaced when all is written")
      ->type_name("FILE");
  verb->footer("account import reads it. With --json one object a line.");
  verb->callback([&session, path] { export_accounts(session, *path); });
}

}  // namespace tessera::ctl
