// SPDX-License-Identifier: Apache-2.0
// tesseractl account import: the file is read twice, first to check every row, then, when none is wrong, to put
// them on record. With --partial once: what is right is put on record, what is wrong is told.
#include <CLI/CLI.hpp>
#include <cstring>
#include <utility>

#include "cli/tesseractl/contacts.hpp"
#include "cli/tesseractl/import_batch.hpp"
#include "cli/tesseractl/import_report.hpp"
#include "cli/tesseractl/input_file.hpp"
#include "cli/tesseractl/name_table.hpp"
#include "cli/tesseractl/progress.hpp"
#include "cli/tesseractl/verbs.hpp"
#include "daemon/service/exit_codes.hpp"

namespace tessera::ctl {
namespace {

/// tesserad looks up as many names as a batch has rows, some at once, in sources that may be slow.
constexpr std::chrono::seconds answer_limit(120);

struct ImportOptions {
  std::string file;
  bool partial = false, allow_unknown = false, dry_run = false;
};

enum class Pass { check, write };

class Import {
 public:
  Import(const Config& config, const ImportOptions& options, const InputFile& file, ImportReport& report)
      : config_(config), options_(options), file_(file), report_(report) {}

  /// What it comes to, beside what the report has. `counts` are of what was put on record.
  Outcome run();
  const ImportCounts& counts() const { return counts_; }

 private:
  Outcome check();
  void read(Pass pass);
  void read_rows(AccountFile& accounts, Pass pass, Progress& progress);
  ImportBatch::Entry entry_of(Result<AccountRow, CsvMistake> row);
  std::optional<CsvMistake> second_of(const AccountRow& row);
  void send(ImportBatch batch, Pass pass, Progress& progress);
  void settle(Progress& progress);
  void take_answer(ImportBatch& batch);
  bool add_counts(const Json& item);
  bool connect();
  void fail(int exit, std::string error) { trouble_ = Outcome{exit, std::move(error)}; }

  const Config& config_;
  const ImportOptions& options_;
  const InputFile& file_;
  ImportReport& report_;
  std::optional<Connection> connection_;
  std::optional<ImportBatch> unsettled_;  ///< sent, while the next one is made
  std::optional<Outcome> trouble_;        ///< why no more is done
  NameTable names_;
  ImportCounts counts_;
  std::uint64_t rows_ = 0;
};

bool Import::connect() {
  if (connection_) return true;
  auto opened = Connection::open(config_.paths.runtime + "/admin.sock", answer_limit);
  if (opened) {
    connection_ = std::move(*opened);
  } else {
    trouble_ = opened.error();
  }
  return opened.has_value();
}

/// An account that stands in the file twice: which of its rows holds cannot be told.
std::optional<CsvMistake> Import::second_of(const AccountRow& row) {
  const std::string& name = *row[Column::account];
  const Place place = row.place(Column::account);
  if (name.empty()) return std::nullopt;
  const auto before = names_.add(name, static_cast<std::uint32_t>(place.line));
  if (!before) return std::nullopt;
  return CsvMistake{place, name + " stands in line " + std::to_string(*before) + " already"};
}

ImportBatch::Entry Import::entry_of(Result<AccountRow, CsvMistake> row) {
  if (!row) return {{}, {}, row.error()};
  ImportBatch::Entry entry{std::move(*row), {}, std::nullopt};
  entry.mistake = second_of(entry.row);
  Json json = Json::object();
  json["account"] = *entry.row[Column::account];
  if (const auto& text = entry.row[Column::phone]; text && !entry.mistake) {
    auto phone = phone_argument(*text, config_.accounts.default_region);
    if (!phone) entry.mistake = CsvMistake{entry.row.place(Column::phone), phone.error()};
    if (phone) json["phone"] = std::move(*phone);
  }
  if (const auto& text = entry.row[Column::email]) json["email"] = email_argument(*text);
  if (const auto& text = entry.row[Column::language]) json["language"] = text->empty() ? Json(nullptr) : Json(*text);
  if (!entry.mistake) entry.json = to_line(json);
  return entry;
}

bool Import::add_counts(const Json& item) {
  const auto count = [&item](const char* key, std::uint64_t& sum) {
    const auto at = item.find(key);
    if (at == item.end() || !at->is_number_unsigned()) return false;
    sum += at->get<std::uint64_t>();
    return true;
  };
  count("held", counts_.held);  // said only where there are any
  return count("added", counts_.added) && count("changed", counts_.changed) && count("unchanged", counts_.unchanged);
}

void Import::take_answer(ImportBatch& batch) {
  bool understood = true, counted = false;
  const auto on_item = [&](const Json& item) {
    if (item.contains("row")) {
      understood = batch.refuse(item) && understood;
    } else {
      counted = add_counts(item);
    }
  };
  const Outcome outcome = connection_->read_answer(on_item);
  if (outcome.exit != exit_code::yes) {
    trouble_ = outcome;
  } else if (!understood || !counted) {
    fail(exit_code::daemon_away, "tesserad answered what tesseractl does not understand");
  }
}

/// Sees the batch that is under way to its end.
void Import::settle(Progress& progress) {
  if (!unsettled_) return;
  ImportBatch batch = std::move(*std::exchange(unsettled_, std::nullopt));
  if (batch.has_request()) take_answer(batch);
  if (trouble_) return;
  const std::vector<CsvMistake> mistakes = batch.mistakes();
  if (!mistakes.empty()) progress.clear();
  for (const CsvMistake& mistake : mistakes) report_.reject(mistake);
  rows_ += batch.rows();
  progress.show(batch.end(), rows_);
}

/// One is made while tesserad works on the one before.
void Import::send(ImportBatch batch, Pass pass, Progress& progress) {
  Result<void, Outcome> sent;
  if (batch.has_request()) {
    if (!connect()) return;
    sent = connection_->send(batch.request(pass == Pass::check, options_.allow_unknown));
  }
  settle(progress);
  if (trouble_) return;  // the answer that was due says more than a request that was not taken
  if (!sent) trouble_ = sent.error();
  unsettled_ = std::move(batch);
}

void Import::read_rows(AccountFile& accounts, Pass pass, Progress& progress) {
  ImportBatch batch;
  while (!trouble_) {
    auto row = accounts.next();
    if (!row) break;
    ImportBatch::Entry entry = entry_of(std::move(*row));
    if (!batch.takes(entry)) send(std::exchange(batch, {}), pass, progress);
    batch.add(std::move(entry), accounts.bytes());
  }
  if (!trouble_ && !batch.empty()) send(std::move(batch), pass, progress);
  if (!trouble_) settle(progress);
}

void Import::read(Pass pass) {
  rows_ = 0;
  names_ = {};
  counts_ = {};
  AccountFile accounts(file_.from_start());
  const std::vector<CsvMistake> mistakes = accounts.read_header();
  for (const CsvMistake& mistake : mistakes) report_.reject(mistake);
  if (!mistakes.empty()) return fail(exit_code::bad_data, "nothing was imported");
  if (accounts.failure() == 0) {
    Progress progress(pass == Pass::check ? "Checking" : "Importing", file_.size());
    read_rows(accounts, pass, progress);
  }
  if (trouble_) return;
  if (accounts.failure() != 0) fail(exit_code::no_input, options_.file + ": " + std::strerror(accounts.failure()));
  if (file_.has_changed()) fail(exit_code::try_later, options_.file + " changed while it was read");
}

/// What keeps the file from being imported; exit 0 where nothing does.
Outcome Import::check() {
  read(Pass::check);
  if (!trouble_ && report_.rejected() == 0) return {};
  counts_ = {};
  if (trouble_) return *trouble_;
  return {exit_code::bad_data, std::string(options_.dry_run ? "nothing would be" : "nothing was") +
                                   " imported; --partial imports the rows that are not rejected"};
}

Outcome Import::run() {
  if (!options_.partial) {
    Outcome checked = check();
    const bool all_there = counts_.added + counts_.changed == 0;
    if (checked.exit != exit_code::yes || all_there || options_.dry_run) return checked;
  }
  read(options_.dry_run ? Pass::check : Pass::write);
  if (trouble_ && rows_ > 0 && !options_.dry_run) trouble_->error += "; what was imported stays, run it again to go on";
  if (trouble_) return *trouble_;
  if (report_.rejected() == 0) return {};
  return {exit_code::bad_data, options_.dry_run ? "rejected rows would not be imported, all others would"
                                                : "rejected rows were not imported, all others were"};
}

void import_accounts(Session& session, const ImportOptions& options) {
  const auto config = session.config();
  if (!config) return;
  const auto file = InputFile::open(options.file);
  if (!file) return session.fail(exit_code::no_input, file.error());
  auto report = ImportReport::open(options.file, session.json, options.dry_run);
  if (!report) return session.fail(exit_code::system, report.error());
  Import import(*config, options, *file, *report);
  const Outcome outcome = import.run();
  if (!report->finish(import.counts())) session.fail(exit_code::system, "the report could not be written");
  if (outcome.exit != exit_code::yes) session.fail(outcome.exit, outcome.error);
}

}  // namespace

void add_account_import(CLI::App& account, Session& session) {
  auto* verb = account.add_subcommand("import", "Put the accounts of a CSV file on record");
  const auto options = std::make_shared<ImportOptions>();
  verb->add_option("FILE", options->file, "The file; - for standard input")->required();
  verb->add_flag("--partial", options->partial,
                 "Import the rows that are right although others are not; those are told");
  verb->add_flag("--dry-run", options->dry_run, "Say what would be done, and change nothing");
  verb->add_flag("--allow-unknown", options->allow_unknown,
                 "Also names that no source of this host knows yet; otherwise they are rejected");
  verb->footer(
      "The first row names the columns: account, and any of phone, email, language, in any order. A column\n"
      "that is not there stays as it is, an empty cell takes away what was there. The whole file is checked\n"
      "first; if any row is wrong, each is told as FILE:LINE:COL: with its reason, nothing is imported, and\n"
      "the exit code is 65. COL counts characters. An import that broke off is run again: rows that are on\n"
      "record already are unchanged.");
  verb->callback([&session, options] { import_accounts(session, *options); });
}

}  // namespace tessera::ctl
