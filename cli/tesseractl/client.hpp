// SPDX-License-Identifier: Apache-2.0
// The caller's end of admin.sock.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>

#include "cli/tesseractl/json.hpp"
#include "daemon/service/packet_socket.hpp"
#include "shared/result.hpp"

namespace tessera::ctl {

/// How a verb ended: what to exit with, and a sentence when there is something to say.
struct Outcome {
  int exit = 0;
  std::string error;
};

struct Request {
  std::string verb;
  Json args = Json::object();
  std::chrono::seconds limit{15};  ///< for each packet of the answer
};

/// Called with each item, in order.
using ItemHandler = std::function<void(const Json& item)>;

/// A conversation with tesserad: requests, each answered to its end, in order.
class Connection {
 public:
  /// 69 when nobody listens at `socket`, 77 when it is not the caller's to open.
  static Result<Connection, Outcome> open(const std::string& socket, std::chrono::seconds limit);

  /// Sends one request, a packet as the protocol has it.
  Result<void, Outcome> send(const std::string& packet);
  /// Reads the answer to the oldest request that has none yet.
  Outcome read_answer(const ItemHandler& on_item);

 private:
  explicit Connection(PacketSocket socket);
  Json receive();

  PacketSocket socket_;
  std::string buffer_;
};

/// One of tesserad's sockets. 69 when nobody listens there, 77 when it is not the caller's to open.
Result<PacketSocket, Outcome> connect(const std::string& path, std::chrono::seconds limit);

/// Asks the tesserad that listens at `socket`. 69 when it is away or breaks off, 77 when the socket is not
/// the caller's to open; everything else is what tesserad says.
Outcome ask(const std::string& socket, const Request& request, const ItemHandler& on_item);

}  // namespace tessera::ctl
