// SPDX-License-Identifier: Apache-2.0
// tesseractl account audit: who would get in at enforce. Rows are printed as they come and never stand in memory.
#include <CLI/CLI.hpp>

#include <algorithm>

#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/output_file.hpp"
#include "cli/tesseractl/verbs.hpp"
#include "helpers/contacts/phone.hpp"
#include "daemon/service/exit_codes.hpp"

namespace tessera::ctl {
namespace {

struct AuditOptions {
  std::string population, output;
};

/// What libphonenumber and limits.sends.regions say today of a number that was valid when it was put on record.
std::string phone_validity(const Json& phone, const std::vector<std::string>& regions) {
  if (!phone.is_object()) return "none";
  const auto parsed = parse_phone(phone.value("e164", ""), "");
  if (!parsed) return parsed.error().ends_with("premium-rate number") ? "premium" : "not valid";
  const bool allowed = regions.empty() || std::ranges::find(regions, parsed->region) != regions.end();
  return allowed ? parsed->type : "region not allowed";
}

bool is_mistake(const std::string& validity) {
  return validity == "premium" || validity == "not valid" || validity == "region not allowed";
}

std::string phone_cell(const Json& item) {
  const Json& phone = item.at("phone");
  return phone.is_object() ? printable(phone.value("e164", "")) + " (" + cell(item, "phone_is") + ")" : "-";
}

std::string origin_cell(const Json& item) {
  const std::string source = cell(item, "source");
  return cell(item, "origin") + (source == "-" || source == "files" ? "" : " (" + source + ")");
}

class Report {
 public:
  Report(FILE* to, bool json, std::vector<std::string> regions) : to_(to), json_(json), regions_(std::move(regions)) {}

  /// Validity stands beside the verdict, which is the daemon's, as are the totals: enforce counts the same.
  void take(Json item) {
    if (item.contains("totals")) {
      totals_ = std::move(item.at("totals"));
      return;
    }
    const std::string validity = phone_validity(item.at("phone"), regions_);
    if (is_mistake(validity)) ++phones_not_valid_;
    item["phone_is"] = validity;
    item["email_is"] = item.at("email").is_string() ? "valid" : "none";
    json_ ? write(to_line(item) + "\n") : add(item);
  }

  /// True when everybody is ready.
  bool finish() {
    flush();
    if (totals_.empty()) return false;
    totals_["phones_not_valid"] = phones_not_valid_;
    write(json_ ? to_line(Json{{"totals", totals_}}) + "\n" : summary());
    return totals_.value("not_ready", 0U) == 0;
  }

 private:
  void add(const Json& row) {
    if (rows_.empty() && widths_.empty()) {
      rows_.push_back({"ACCOUNT", "ORIGIN", "POPULATION", "PHONE", "E-MAIL", "APP", "CHANNELS", "LAST LOGIN", "VERDICT"});
    }
    rows_.push_back({cell(row, "account"), origin_cell(row), cell(row, "population"), phone_cell(row), cell(row, "email"),
                     cell(row, "app"), cell(row, "channels"), time_cell(row, "last_login"), cell(row, "says")});
    if (rows_.size() >= 500) flush();
  }
  void flush() {
    write(aligned(rows_, widths_));
    rows_.clear();
  }
  std::string summary() const {
    std::string text = "\n" + cell(totals_, "accounts") + " accounts in " + cell(totals_, "environment") + ": " +
                       cell(totals_, "ready") + " ready, " + cell(totals_, "not_ready") + " not ready";
    if (totals_.value("gone", 0U) > 0) text += "; " + cell(totals_, "gone") + " on record are no account of this host";
    text += "\nPopulations: creator (" + cell(totals_, "creator_groups") + "), express (everyone else)\n";
    for (const Json& trouble : totals_.at("channel_troubles")) {
      text += "Channel " + printable(trouble.get<std::string>()) + "\n";
    }
    const std::string phones = std::to_string(phones_not_valid_) + "; the column says why\n";
    if (phones_not_valid_ > 0) text += "Phones that are not valid today: " + phones;
    return text + not_listed_text(totals_);
  }
  void write(const std::string& text) { std::fwrite(text.data(), 1, text.size(), to_); }

  FILE* to_;
  bool json_;
  std::vector<std::string> regions_;
  unsigned phones_not_valid_ = 0;
  Json totals_ = Json::object();
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> widths_;
};

/// Exit 1 is the daemon's word for 'not ready'; anything else it fails with is an error.
void run_audit(Session& session, const Config& config, const AuditOptions& options, FILE* to) {
  Request request{"account.audit", Json::object(), std::chrono::seconds(60)};
  if (!options.population.empty()) request.args["population"] = options.population;
  Report report(to, session.json, config.limits.sends.regions);
  const auto take = [&report](const Json& item) { report.take(item); };
  const Outcome outcome = ask(config.paths.runtime + "/admin.sock", request, take);
  const bool all_ready = report.finish();
  if (outcome.exit > exit_code::no) return session.fail(outcome.exit, outcome.error);
  session.exit = all_ready ? exit_code::yes : exit_code::no;
}

void audit(Session& session, const AuditOptions& options) {
  const auto config = session.config();
  if (!config) return;
  if (options.output.empty()) return run_audit(session, *config, options, stdout);
  auto file = OutputFile::create(options.output);
  if (!file) return session.fail(exit_code::system, file.error());
  run_audit(session, *config, options, file->stream());
  if (session.exit > exit_code::no) return;
  if (const auto failure = file->commit()) session.fail(exit_code::system, *failure);
}

}  // namespace

void add_account_audit(CLI::App& account, Session& session) {
  auto* verb = account.add_subcommand("audit", "Show of every account that could log in whether it is ready for enforce");
  const auto options = std::make_shared<AuditOptions>();
  verb->add_option("--population", options->population, "Only creator or express")
      ->check(CLI::IsMember({"creator", "express"}).description(""));
  verb->add_option("--output", options->output, "Into this file, for its owner alone (0600)")->type_name("FILE");
  verb->footer("Exit 1 while somebody is not ready.");
  verb->callback([&session, options] { audit(session, *options); });
}

}  // namespace tessera::ctl
