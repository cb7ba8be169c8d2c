// SPDX-License-Identifier: Apache-2.0
#include "pam_module/session.hpp"

#include "pam_module/daemon_socket.hpp"
#include "pam_module/greeting.hpp"
#include "shared/codec.hpp"
#include "shared/protocol.hpp"

namespace tessera::pam {
namespace {

constexpr int connect_limit_ms = 2'000;

}  // namespace

void tell_session_opened(pam_handle_t* pamh, const Options& options) {
  SessionOpened message;
  message.version = protocol_version;
  message.service = item_text(pamh, PAM_SERVICE);
  message.user = item_text(pamh, PAM_USER);
  char packet[SessionOpened::max_size];
  const std::size_t size = codec::encode(message, packet, sizeof packet);
  DaemonSocket daemon;
  if (message.user.empty() || size == 0 || daemon.connect(options, Deadline::in(connect_limit_ms)) != nullptr) return;
  daemon.send(packet, size);
}

}  // namespace tessera::pam
