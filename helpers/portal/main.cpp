// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "daemon/config/load.hpp"
#include "daemon/service/exit_codes.hpp"
#include "daemon/service/message_ids.hpp"
#include "daemon/service/options.hpp"
#include "daemon/service/sockets.hpp"
#include "helpers/portal/listening.hpp"
#include "helpers/portal/server.hpp"

namespace {

using namespace tessera;

/// The certificate and its key; null where somebody else does TLS.
Result<TlsContext, std::string> context_of(const Portal& portal) {
  if (portal.tls) return load_pair(portal);
  return TlsContext();
}

/// Looks at everything that a start needs, but the place to listen on: the portal that runs has that.
int check(const Config& config) {
  const auto context = context_of(*config.portal);
  if (!context) {
    fprintf(stderr, "%s\n", context.error().c_str());
    return exit_code::configuration;
  }
  const std::string warning = *context ? certificate_warning(*context) : "";
  if (!warning.empty()) fprintf(stderr, "warning: %s\n", warning.c_str());
  return exit_code::yes;
}

/// Before any thread starts: serve() reads these from a descriptor.
void arrange_signals() {
  sigset_t blocked;
  sigemptyset(&blocked);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&blocked, signal);
  sigprocmask(SIG_BLOCK, &blocked, nullptr);
}

int run_service(const Config& config, const Options& options) {
  const auto log = open_log(options.log, "tessera-portal");
  auto context = context_of(*config.portal);
  if (!context) {
    log->write(Level::error, context.error(), {message_id::certificate_unusable});
    return exit_code::configuration;
  }
  const std::string warning = *context ? certificate_warning(*context) : "";
  if (!warning.empty()) log->write(Level::warning, warning, {message_id::certificate_unusable});
  const auto listener = listen_at(config.portal->listen);
  if (!listener) {
    log->write(Level::error, listener.error(), {message_id::cannot_listen});
    return exit_code::system;
  }
  PortalService service(config, std::move(*context), *log);
  const int code = service.serve(*listener);
  if (!config.portal->listen.socket.empty()) unlink(config.portal->listen.socket.c_str());
  _exit(code);  // a thread that still talks to a slow browser must not see libraries and statics go
}

int run(int argc, char** argv) {
  const auto options = parse_options(
      {"tessera-portal", "The page on which people set up their authenticator app."}, argc, argv);
  if (!options) return options.error();
  arrange_signals();
  harden_process();
  const auto config = load_config(options->config);
  if (!config) {
    for (const ConfigError& error : config.error()) fprintf(stderr, "%s\n", to_string(error).c_str());
    return exit_code::configuration;
  }
  if (!config->portal) {
    fprintf(stderr, "%s: portal is not configured\n", options->config.c_str());
    return exit_code::configuration;
  }
  return options->check ? check(*config) : run_service(*config, *options);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    fprintf(stderr, "tessera-portal: %s\n", error.what());
    return tessera::exit_code::internal;
  }
}
