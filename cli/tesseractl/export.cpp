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

struct ExportOptions {
  std::string output, population;
  bool json = false, for_spreadsheet = false;
};

/// A population's accounts have an origin, since those are in the list, too, that are not on record.
std::vector<std::string> columns(const ExportOptions& options) {
  std::vector<std::string> names(column_names.begin(), column_names.end());
  if (!options.population.empty()) names.insert(names.end(), {"origin", "population"});
  return names;
}

/// An audit shows what counts; an export has what was entered, whether it counts yet or not.
Json as_recorded(Json item) {
  const auto record = item.find("record");
  if (record == item.end() || !record->is_object()) return item;
  const Json entered = *record;
  item.update(entered);
  return item;
}

std::string text_of(const Json& item, const std::string& key) {
  const auto at = item.find(key);
  if (at == item.end()) return {};
  if (at->is_object()) return at->value("e164", "");
  return at->is_string() ? at->get<std::string>() : std::string();
}

/// What a spreadsheet would run stands behind an apostrophe.
std::string neutral(std::string text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos ? "'" + text : text;
}

std::string csv_line(const Json& item, const ExportOptions& options) {
  std::vector<std::string> cells;
  for (const std::string& name : columns(options)) {
    std::string text = text_of(item, name);
    cells.push_back(options.for_spreadsheet ? neutral(std::move(text)) : std::move(text));
  }
  return csv_row(cells);
}

std::string json_line(const Json& item, const ExportOptions& options) {
  Json entry = Json::object();
  for (const std::string& name : columns(options)) {
    const std::string text = text_of(item, name);
    entry[name] = text.empty() ? Json(nullptr) : Json(text);
  }
  return to_line(entry) + "\n";
}

void write_text(FILE* to, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), to);
}

/// What is on record, or with a population every account of it. Errors of `to` stick to it.
Outcome write_accounts(const Config& config, const ExportOptions& options, FILE* to) {
  if (!options.json) write_text(to, csv_row(columns(options)));
  const auto write_account = [&options, to](const Json& item) {
    if (item.contains("totals")) return;
    const Json entry = as_recorded(item);
    write_text(to, options.json ? json_line(entry, options) : csv_line(entry, options));
  };
  const std::string socket = config.paths.runtime + "/admin.sock";
  if (options.population.empty()) return ask(socket, Request{"account.list"}, write_account);
  Request request{"account.audit", {{"population", options.population}}, std::chrono::seconds(60)};
  Outcome outcome = ask(socket, request, write_account);
  if (outcome.exit == exit_code::no) outcome.exit = exit_code::yes;  // not everybody is ready: not the question here
  return outcome;
}

void export_to_stdout(Session& session, const Config& config, const ExportOptions& options) {
  const Outcome outcome = write_accounts(config, options, stdout);
  if (outcome.exit != exit_code::yes) return session.fail(outcome.exit, outcome.error);
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    session.fail(exit_code::system, "standard output could not be written");
  }
}

void export_to_file(Session& session, const Config& config, const ExportOptions& options) {
  auto file = OutputFile::create(options.output);
  if (!file) return session.fail(exit_code::system, file.error());
  const Outcome outcome = write_accounts(config, options, file->stream());
  if (outcome.exit != exit_code::yes) return session.fail(outcome.exit, outcome.error);
  if (const auto failure = file->commit()) session.fail(exit_code::system, *failure);
}

void export_accounts(Session& session, ExportOptions options) {
  const auto config = session.config();
  if (!config) return;
  options.json = session.json;
  if (options.output.empty()) {
    export_to_stdout(session, *config, options);
  } else {
    export_to_file(session, *config, options);
  }
}

}  // namespace

void add_account_export(CLI::App& account, Session& session) {
  auto* verb = account.add_subcommand("export", "Print the accounts on record as CSV, by name");
  const auto options = std::make_shared<ExportOptions>();
  verb->add_option("--output", options->output, "Into this file, for its owner alone (0600); it is replaced when all is written")
      ->type_name("FILE");
  verb->add_option("--population", options->population,
                   "Every account of creator or express, on record or not, with its origin")
      ->check(CLI::IsMember({"creator", "express"}).description(""));
  verb->add_flag("--for-spreadsheet", options->for_spreadsheet, "Put an apostrophe before cells that start a formula");
  verb->footer(
      "account import reads it, unless --population or --for-spreadsheet is given. With --json one object a line.");
  verb->callback([&session, options] { export_accounts(session, *options); });
}

}  // namespace tessera::ctl
