// SPDX-License-Identifier: Apache-2.0
#include "cli/tessera/link.hpp"

#include <cstring>

#include "daemon/service/exit_codes.hpp"

namespace tessera::own {
namespace {

constexpr std::chrono::seconds longest_silence{20};

Failure failure_of(const std::string& path, NoConnection why) {
  if (!why.made) return {exit_code::system, std::string("no socket: ") + std::strerror(why.error)};
  return {exit_code::daemon_away, "the second-step service on this host is not answering: " + path + ": " +
                                      std::strerror(why.error) + ". Tell your administrator: systemctl status tesserad"};
}

}  // namespace

Result<Link, Failure> Link::open(const std::string& path) {
  auto socket = PacketSocket::connect(path, longest_silence);
  if (!socket) return std::unexpected(failure_of(path, socket.error()));
  if (!socket->has_trusted_listener()) {
    return std::unexpected(Failure{exit_code::not_permitted, path + " is neither root's nor yours: nothing is typed into it"});
  }
  return Link(std::move(*socket));
}

}  // namespace tessera::own
