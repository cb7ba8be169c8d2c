// SPDX-License-Identifier: Apache-2.0
#include "daemon/module_request.hpp"

#include "daemon/admin/actor.hpp"
#include "daemon/core/trust.hpp"
#include "daemon/runtime/process.hpp"
#include "shared/test_login.hpp"

namespace tessera {

LoginRequest request_of(const Greeting& greeting, Peer peer, const Config& config, const std::string& host,
                        const std::string& boot_id) {
  LoginRequest request{.service = greeting.service,
                       .user = greeting.user,
                       .rhost = greeting.rhost,
                       .host = host,
                       .loginuid = std::nullopt,
                       .place = {},
                       .opens_session = std::nullopt,
                       .real_uid = std::nullopt,
                       .from_root = peer.uid == 0};
  if (greeting.test) {
    request.rhost = test_login_rhost;
    return request;  // asks whom it names, and knows no place
  }
  if (asks_invoker(config, greeting.service)) {
    request.loginuid = loginuid_of(peer.pid);
    request.real_uid = real_uid_of(peer.pid);
  }
  if (config.trust.lifetime <= milliseconds::zero()) return request;
  request.place = trusted_place_of({.service = greeting.service,
                                    .rhost = greeting.rhost,
                                    .ssh_auth_info = greeting.ssh_auth_info,
                                    .audit_session = audit_session_of(peer.pid),
                                    .boot_id = boot_id,
                                    .by_address = config.trust.by_address});
  if (greeting.tty == "ssh") request.opens_session = parent_of(peer.pid);
  return request;
}

}  // namespace tessera
