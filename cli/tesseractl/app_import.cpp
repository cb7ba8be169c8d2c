// SPDX-License-Identifier: Apache-2.0
// tesseractl app import: seeds go over the admin socket alone, never in arguments. What is right is taken over, what
// is not is told.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <span>
#include <utility>

#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/seed_sources.hpp"
#include "cli/tesseractl/verbs.hpp"
#include "daemon/service/exit_codes.hpp"
#include "shared/admin_protocol.hpp"

namespace tessera::ctl {
namespace {

/// Slow sources of accounts, and backup codes to be hashed.
constexpr std::chrono::seconds answer_limit(120);

struct ImportOptions {
  SeedSource source;
  bool dry_run = false, replace = false;
};

struct Counts {
  std::uint64_t added = 0, unchanged = 0, replaced = 0;
};

Json row_json(const SeedRow& row) {
  Json json = Json::object();
  json["account"] = row.account;
  json["seed"] = row.seed;
  json["hash"] = row.hash;
  json["digits"] = row.digits;
  json["period"] = row.period;
  if (!row.backup_codes.empty()) json["backup_codes"] = row.backup_codes;
  return json;
}

class SeedImport {
 public:
  SeedImport(const Config& config, const ImportOptions& options, std::vector<SeedFile>& files)
      : config_(config), options_(options), files_(files) {}

  /// What keeps the rest from being taken over; exit 0 where nothing does.
  Outcome run();
  const Counts& counts() const { return counts_; }

 private:
  struct Asked {
    SeedFile* file;
    const SeedRow* row;
  };

  std::vector<Asked> all() const;
  Outcome send(std::span<const Asked> batch);
  bool take(const Json& item, std::span<const Asked> batch);
  bool add_counts(const Json& item);

  const Config& config_;
  const ImportOptions& options_;
  std::vector<SeedFile>& files_;
  std::optional<Connection> connection_;
  Counts counts_;
};

std::vector<SeedImport::Asked> SeedImport::all() const {
  std::vector<Asked> asked;
  for (SeedFile& file : files_) {
    for (const SeedRow& row : file.rows) asked.push_back({&file, &row});
  }
  return asked;
}

bool SeedImport::add_counts(const Json& item) {
  const auto count = [&item](const char* key, std::uint64_t& sum) {
    const auto at = item.find(key);
    if (at == item.end() || !at->is_number_unsigned()) return false;
    sum += at->get<std::uint64_t>();
    return true;
  };
  return count("added", counts_.added) && count("replaced", counts_.replaced) && count("unchanged", counts_.unchanged);
}

/// False for what cannot be understood.
bool SeedImport::take(const Json& item, std::span<const Asked> batch) {
  const auto row = item.find("row"), column = item.find("column"), error = item.find("error");
  if (row == item.end()) return add_counts(item);
  const bool whole = row->is_number_unsigned() && column != item.end() && error != item.end() && error->is_string();
  if (!whole || row->get<std::size_t>() >= batch.size()) return false;
  const Asked& asked = batch[row->get<std::size_t>()];
  const Place at = *column == "account" ? asked.row->account_at : asked.row->seed_at;
  asked.file->mistakes.push_back({at, error->get<std::string>()});
  return true;
}

Outcome SeedImport::send(std::span<const Asked> batch) {
  Json request = Json::object();
  request["verb"] = "app.import";
  Json& args = request["args"] = Json::object();
  if (options_.dry_run) args["check"] = true;
  if (options_.replace) args["replace"] = true;
  for (const Asked& asked : batch) args["rows"].push_back(row_json(*asked.row));
  const auto sent = connection_->send(to_line(request));
  if (!sent) return sent.error();
  bool understood = true;
  const Outcome outcome =
      connection_->read_answer([&](const Json& item) { understood = take(item, batch) && understood; });
  if (outcome.exit != exit_code::yes || understood) return outcome;
  return {exit_code::daemon_away, "tesserad answered what tesseractl does not understand"};
}

Outcome SeedImport::run() {
  const std::vector<Asked> asked = all();
  auto opened = Connection::open(config_.paths.runtime + "/admin.sock", answer_limit);
  if (!opened) return opened.error();
  connection_ = std::move(*opened);
  for (std::span<const Asked> left = asked; !left.empty();) {
    const auto batch = left.first(std::min(left.size(), max_seed_rows));
    left = left.subspan(batch.size());
    Outcome outcome = send(batch);
    if (outcome.exit != exit_code::yes) return outcome;
  }
  return {};
}

Json rejected(const SeedFile& file, const CsvMistake& mistake) {
  Json entry = Json::object();
  entry["file"] = file.name;
  entry["line"] = mistake.place.line;
  entry["column"] = mistake.place.column;
  entry["error"] = mistake.sentence;
  return entry;
}

void tell(const SeedFile& file, const CsvMistake& mistake) {
  std::fprintf(stderr, "%s:%zu:%zu: %s\n", printable(file.name).c_str(), mistake.place.line, mistake.place.column,
               printable(mistake.sentence).c_str());
}

/// Every mistake, in the files' order; how many there are.
std::size_t report(std::vector<SeedFile>& files, const Counts& counts, bool json) {
  Json list = Json::array();
  std::size_t count = 0;
  for (SeedFile& file : files) {
    std::ranges::stable_sort(file.mistakes, {}, [](const CsvMistake& mistake) {
      return std::pair(mistake.place.line, mistake.place.column);
    });
    count += file.mistakes.size();
    for (const CsvMistake& mistake : file.mistakes) {
      if (json) list.push_back(rejected(file, mistake));
      else tell(file, mistake);
    }
  }
  Json summary = Json::object();
  summary["added"] = counts.added;
  summary["unchanged"] = counts.unchanged;
  summary["replaced"] = counts.replaced;
  summary["rejected"] = std::move(list);
  if (json) print(to_line(summary) + "\n");
  else print(std::to_string(counts.added) + " added, " + std::to_string(counts.unchanged) + " unchanged, " +
             std::to_string(counts.replaced) + " replaced, " + std::to_string(count) + " rejected\n");
  return count;
}

void import_seeds(Session& session, const ImportOptions& options) {
  const auto config = session.config();
  if (!config) return;
  auto files = read_seeds(options.source, *config);
  if (!files) return session.fail(files.error().exit, files.error().error);
  SeedImport import(*config, options, *files);
  Outcome outcome = import.run();
  const std::size_t count = report(*files, import.counts(), session.json);
  if (outcome.exit != exit_code::yes) {
    if (import.counts().added + import.counts().replaced > 0 && !options.dry_run) {
      outcome.error += "; what was taken over stays, run it again to go on";
    }
    return session.fail(outcome.exit, outcome.error);
  }
  if (options.dry_run && !session.json) print("Nothing was changed: --dry-run\n");
  if (count > 0) session.fail(exit_code::bad_data, "what is rejected is not taken over, all else is");
}

}  // namespace

void add_app_import(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("import", "Take over the seeds of apps that people have already");
  const auto options = std::make_shared<ImportOptions>();
  auto* format = verb->add_option("--from", options->source.format, "How the seeds are kept")->required();
  format->check(CLI::IsMember({"lines", "oath", "google-authenticator"}));
  verb->add_option("PATH", options->source.path, "The file; - for standard input; with --all-homes, where / is")
      ->required();
  auto* user = verb->add_option("--user", options->source.user, "Whose a file of google-authenticator's is; its owner's");
  verb->add_flag("--all-homes", options->source.all_homes,
                 "The .google_authenticator of every account of the passwd file, with PATH as the root")
      ->excludes(user);
  verb->add_flag("--dry-run", options->dry_run, "Say what would be done, and change nothing");
  verb->add_flag("--replace", options->replace, "Also where an account has an app; its contacts are told");
  verb->footer(
      "lines: USER BASE32 a line. oath: pam_oath's users file, HOTP/T30/6 USER - HEXSEED. google-authenticator:\n"
      "one of its files, or a folder of them that are each called as their account; scratch codes become backup\n"
      "codes. What cannot be taken over (HOTP, a name that no source knows) is told as FILE:LINE:COL: with its\n"
      "reason, all else is taken over, and the exit code is 65. An app that is there stays, unless --replace.");
  verb->callback([&session, options] {
    const bool google = options->source.format == "google-authenticator";
    const bool personal = options->source.all_homes || !options->source.user.empty();
    if (personal && !google) {
      session.fail(exit_code::usage, "--all-homes and --user go with --from google-authenticator alone");
    } else {
      import_seeds(session, *options);
    }
  });
}

}  // namespace tessera::ctl
