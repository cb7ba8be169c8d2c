// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/signalfd.h>

#include <cstdio>
#include <exception>

#include "daemon/service/exit_codes.hpp"
#include "daemon/service/message_ids.hpp"
#include "daemon/service/notify.hpp"
#include "daemon/service/options.hpp"
#include "daemon/service/sockets.hpp"
#include "helpers/courier/server.hpp"

namespace tessera::courier {
namespace {

using Loaded = Result<std::shared_ptr<const Gateways>, std::vector<ConfigError>>;

Loaded load(const std::string& file, Gateways::SecretsMode mode) {
  const auto config = load_config(file);
  if (!config) return std::unexpected(config.error());
  return Gateways::make(*config, mode);
}

/// The first mistake when the configuration is bad or a secret cannot be read: the running one stays.
Result<std::shared_ptr<const Gateways>, std::string> reload(const std::string& file, Log& log) {
  const Loaded loaded = load(file, Gateways::SecretsMode::read);
  std::vector<std::string> mistakes = loaded ? (*loaded)->unreadable() : std::vector<std::string>();
  if (!loaded) for (const ConfigError& error : loaded.error()) mistakes.push_back(to_string(error));
  for (const std::string& mistake : mistakes) log.write(Level::error, mistake);
  if (mistakes.empty()) {
    log.write(Level::notice, "configuration reloaded", {message_id::configuration_reloaded});
    return *loaded;
  }
  log.write(Level::error, "the configuration was not reloaded; the one before stays in force",
            {message_id::configuration_not_reloaded});
  return std::unexpected(mistakes.front());
}

Descriptor signal_descriptor() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int each : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, each);
  sigprocmask(SIG_BLOCK, &signals, nullptr);  // before any thread: libcurl's resolver threads inherit it
  return Descriptor(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

int report(const std::vector<ConfigError>& errors) {
  for (const ConfigError& error : errors) std::fprintf(stderr, "%s\n", to_string(error).c_str());
  return exit_code::configuration;
}

int serve(const Options& options, Log& log) {
  const Loaded gateways = load(options.config, Gateways::SecretsMode::read);
  if (!gateways) return report(gateways.error());
  for (const std::string& complaint : (*gateways)->unreadable()) {
    log.write(Level::error, complaint, {message_id::secret_unreadable});
  }
  const auto listening = passed_socket("courier.sock");
  if (!listening) {
    log.write(Level::error, listening.error(), {message_id::socket_missing});
    return exit_code::system;
  }
  Server server(Descriptor(*listening), signal_descriptor(), *gateways, [&] { return reload(options.config, log); }, log);
  const auto& unreadable = (*gateways)->unreadable();
  notify_ready(unreadable.empty() ? "serving" : "serving, but " + unreadable.front());
  server.run();
  return exit_code::yes;
}

int run(int argc, char** argv) {
  const auto options = parse_options({"tessera-courier", "Delivers Tessera's messages by text, call and e-mail"}, argc, argv);
  if (!options) return options.error();
  curl_global_init(CURL_GLOBAL_DEFAULT);
  if (options->check) {
    const Loaded loaded = load(options->config, Gateways::SecretsMode::assume);
    return loaded ? exit_code::yes : report(loaded.error());
  }
  harden_process();
  const std::unique_ptr<Log> log = open_log(options->log, "tessera-courier");
  return serve(*options, *log);
}

}  // namespace
}  // namespace tessera::courier

int main(int argc, char** argv) try {
  return tessera::courier::run(argc, argv);
} catch (const std::exception& error) {
  std::fprintf(stderr, "tessera-courier: %s\n", error.what());
  return tessera::exit_code::internal;
}
