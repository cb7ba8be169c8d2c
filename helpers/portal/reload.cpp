// SPDX-License-Identifier: Apache-2.0
// What SIGHUP changes while the portal runs, and what it does not.
#include "daemon/config/load.hpp"
#include "daemon/service/message_ids.hpp"
#include "daemon/service/notify.hpp"
#include "helpers/portal/server.hpp"

namespace tessera {

Look look_of(const Config& config) {
  return {config.environment.name, {}, {}, {}, config.help_desk};
}

namespace {

/// Where it listens, and whether there is TLS, is settled at the start; empty when nothing of that changed.
std::string needs_restart(const Portal& now, const std::optional<Portal>& then) {
  if (!then) return "portal is no longer configured; systemctl disable --now tessera-portal ends it";
  const bool moved = now.listen.address != then->listen.address || now.listen.port != then->listen.port ||
                     now.listen.socket != then->listen.socket || now.tls != then->tls || now.url != then->url;
  return moved ? "portal.url or portal.listen changed, which needs systemctl restart tessera-portal" : "";
}

}  // namespace

/// The new configuration, or why it is not taken.
std::string PortalService::take(const Config& config) {
  if (const std::string problem = needs_restart(portal_, config.portal); !problem.empty()) return problem;
  if (certificates_ != nullptr) {
    auto context = load_pair(*config.portal);
    if (!context) return context.error();
    certificates_->replace(*config.portal, std::move(*context));
  }
  portal_ = *config.portal;
  site_.set_look(look_of(config));
  return {};
}

void PortalService::reload() {
  notify_reloading();
  const auto config = load_config(file_);
  const std::string problem = config ? take(*config) : to_string(config.error().front());
  std::string status = "serving " + portal_.url;
  if (problem.empty()) {
    log_.write(Level::notice, "configuration reloaded", {message_id::configuration_reloaded});
  } else {
    log_.write(Level::error, problem);
    log_.write(Level::error, "the configuration was not reloaded; the one before stays in force",
               {message_id::configuration_not_reloaded});
    status += "; the configuration was not reloaded: " + problem;
  }
  notify_ready(status);
}

}  // namespace tessera
