// SPDX-License-Identifier: Apache-2.0
// tesseractl: the administrator's side of Tessera.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "cli/tesseractl/test_login.hpp"
#include "cli/tesseractl/verbs.hpp"
#include "daemon/service/exit_codes.hpp"

namespace tessera::ctl {
namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 yes, 1 a negative answer, 64 usage, 65 a value that is not valid, 66 a file that cannot be\n"
    "read, 67 no such account, 69 tesserad is away, 75 try later, 77 not permitted, 78 configuration or store.";

void add_verbs(CLI::App& app, Session& session) {
  app.require_subcommand(1);
  app.fallthrough();  // so that --json and --config may follow the verb
  app.set_version_flag("--version", "tesseractl " + std::string(version()));
  app.add_option("--config", session.config_file, "The configuration file")
      ->type_name("FILE")
      ->capture_default_str();
  app.add_flag("--json", session.json, "Print JSON, one object a line");
  app.footer(exit_codes);
  add_status_verb(app, session);
  add_account_verbs(app, session);
  add_unlock_verb(app, session);
  add_app_verbs(app, session);
  add_code_verbs(app, session);
  add_keys_verbs(app, session);
  add_trust_verbs(app, session);
  add_environment_verbs(app, session);
  add_gateway_verbs(app, session);
  add_explain_verb(app, session);
  add_test_login_verb(app, session);
  add_log_verb(app, session);
  add_config_verbs(app, session);
}

int run(int argc, const char* const* argv) {
  CLI::App app{"Administer Tessera, the second question this host asks at login", "tesseractl"};
  Session session;
  add_verbs(app, session);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // the library reports by exceptions, --help too
    return app.exit(error) == 0 ? exit_code::yes : exit_code::usage;
  }
  return session.exit;
}

}  // namespace
}  // namespace tessera::ctl

int main(int argc, char** argv) {
  try {
    return tessera::ctl::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tesseractl: %s\n", error.what());
    return tessera::exit_code::internal;
  }
}
