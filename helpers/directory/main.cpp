// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "daemon/config/load.hpp"
#include "daemon/service/exit_codes.hpp"
#include "daemon/service/message_ids.hpp"
#include "daemon/service/options.hpp"
#include "daemon/service/sockets.hpp"
#include "helpers/directory/nss_source.hpp"
#include "helpers/directory/nsswitch.hpp"
#include "helpers/directory/server.hpp"

namespace {

using namespace tessera;

/// For --check: warnings and mistakes as plain lines.
class PlainLog : public Log {
 public:
  void write(Level level, std::string_view message, std::initializer_list<LogField>) override {
    const char* kind = level == Level::warning ? "warning: " : "";
    fprintf(stderr, "%s%.*s\n", kind, static_cast<int>(message.size()), message.data());
  }
};

/// A file of contacts that is bad would keep its accounts out.
int check_contacts(std::shared_ptr<const Config> config) {
  PlainLog log;
  const ContactSources sources(std::move(config), nullptr, log);
  return sources.mistakes().empty() ? exit_code::yes : exit_code::configuration;
}

/// A source that cannot be loaded is told but is no mistake of Tessera's configuration.
int check(const Config& config) {
  const auto sources = read_passwd_sources(config.paths.nsswitch);
  if (!sources) {
    fprintf(stderr, "%s\n", sources.error().c_str());
    return exit_code::configuration;
  }
  for (const std::string& source : *sources) {
    const std::string problem = nss_source_problem(source);
    if (!problem.empty()) fprintf(stderr, "warning: NSS source %s %s\n", source.c_str(), problem.c_str());
  }
  return check_contacts(std::make_shared<const Config>(config));
}

/// Before any thread starts: serve() reads these from a descriptor.
void arrange_signals() {
  sigset_t blocked;
  sigemptyset(&blocked);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&blocked, signal);
  sigprocmask(SIG_BLOCK, &blocked, nullptr);
}

int run_service(Config config, const Options& options) {
  const auto log = open_log(options.log, "tessera-directory");
  const auto listener = passed_socket("directory.sock");
  if (!listener) {
    log->write(Level::error, listener.error(), {message_id::socket_missing});
    return exit_code::system;
  }
  DirectoryService directory(std::make_shared<const Config>(std::move(config)), *log);
  const int code = serve(*listener, directory);
  _exit(code);  // a thread left behind in an NSS module must not see libraries and statics go
}

int run(int argc, char** argv) {
  const auto options =
      parse_options({"tessera-directory", "Tells tesserad where an account comes from."}, argc, argv);
  if (!options) return options.error();
  arrange_signals();
  harden_process();
  setenv("LDAPNOINIT", "1", 1);  // the configuration alone says how a directory is asked, no ldap.conf(5)
  auto config = load_config(options->config);
  if (!config) {
    for (const ConfigError& error : config.error()) fprintf(stderr, "%s\n", to_string(error).c_str());
    return exit_code::configuration;
  }
  return options->check ? check(*config) : run_service(std::move(*config), *options);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    fprintf(stderr, "tessera-directory: %s\n", error.what());
    return tessera::exit_code::internal;
  }
}
