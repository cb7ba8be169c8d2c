// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "daemon/ports/async.hpp"
#include "daemon/runtime/seqpacket.hpp"
#include "daemon/service/log.hpp"

namespace tessera {

/// Accepts on a listening socket that the service manager passed, for as long as the program runs.
struct Listener {
  int socket = -1;
  std::string name;           ///< "login.sock", for the log
  std::size_t at_once = 0;    ///< connections beyond this are closed at once (R-37)
  std::function<Async<void>(Seqpacket)> serve;
};

/// Only root and the daemon's own uid may talk here, by SO_PEERCRED.
bool is_trusted_peer(const Peer& peer);

Async<void> listen(Listener listener, Log& log);

}  // namespace tessera
