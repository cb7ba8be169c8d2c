// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/options.hpp"

#include <CLI/CLI.hpp>

#include "daemon/service/exit_codes.hpp"

namespace tessera {

std::string_view version() { return TESSERA_VERSION; }

Result<Options, int> parse_options(const Program& program, int argc, const char* const* argv) {
  Options options;
  CLI::App app{std::string(program.description), std::string(program.name)};
  app.add_option("--config", options.config, "The configuration file; FILE.d/*.yaml are read after it")
      ->type_name("FILE")
      ->capture_default_str();
  app.add_option("--log", options.log, "journal, or stderr: one JSON object a line")
      ->type_name("journal|stderr")
      ->check(CLI::IsMember({"journal", "stderr"}).description(""));
  auto* check = app.add_flag("--check", options.check, "Check the configuration, then exit with 0 or 78");
  if (program.has_init) {
    app.add_flag("--init", options.init, "Make the store and a missing seal key, then exit")->excludes(check);
  }
  app.set_version_flag("--version", std::string(program.name) + " " + std::string(version()));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // the library reports by exceptions, --help too
    return std::unexpected(app.exit(error) == 0 ? exit_code::yes : exit_code::usage);
  }
  return options;
}

}  // namespace tessera
