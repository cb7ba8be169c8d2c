// SPDX-License-Identifier: Apache-2.0
// tesseractl backup-codes, tesseractl code
#include <CLI/CLI.hpp>

#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/verbs.hpp"

namespace tessera::ctl {
namespace {

constexpr std::chrono::seconds hashing_limit{60};  // ten slow hashes, behind those of logins

void show_codes(const Json& item) {
  print("Backup codes of " + cell(item, "account") + ", shown once; those before work no longer:\n");
  const auto codes = item.find("codes");
  if (codes == item.end()) return;
  for (const Json& code : *codes) {
    if (code.is_string()) print("  " + printable(code.get<std::string>()) + "\n");
  }
}

void show_code(const Json& item) {
  print(described({{"Account", cell(item, "account")},
                   {"Code", cell(item, "code")},
                   {"Valid", "once, for ten minutes, until " + time_cell(item, "valid_until")}}));
}

}  // namespace

void add_code_verbs(CLI::App& app, Session& session) {
  auto* backup = app.add_subcommand("backup-codes", "Make ten new backup codes for an account");
  const auto user = std::make_shared<std::string>();
  backup->add_option("USER", *user, "The account's name")->required();
  backup->footer("They are shown once, and those before work no longer. The account's contacts are told.");
  backup->callback([&session, user] {
    session.run(Request{"backup_codes", {{"account", *user}}, hashing_limit}, show_codes);
  });
  auto* code = app.add_subcommand("code", "Make a single-use code that the help desk reads out");
  const auto caller = std::make_shared<std::string>();
  code->add_option("USER", *caller, "The account's name")->required();
  code->footer(
      "It is good for ten minutes, beside the account's backup codes, and is logged. The account's contacts are\n"
      "told. Make sure who calls: whoever has the code needs the password alone.");
  code->callback([&session, caller] {
    session.run(Request{"code", {{"account", *caller}}, hashing_limit}, show_code);
  });
}

}  // namespace tessera::ctl
