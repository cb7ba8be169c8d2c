// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/client.hpp"

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "daemon/service/exit_codes.hpp"
#include "shared/admin_protocol.hpp"

namespace tessera::ctl {
namespace {

Outcome away(const std::string& why) {
  return {exit_code::daemon_away, why + "; see: systemctl status tesserad"};
}

std::optional<Outcome> outcome_of(const Json& packet) {
  const auto code = packet.find("exit");
  if (code == packet.end() || !code->is_number_integer()) return std::nullopt;
  const auto error = packet.find("error");
  const bool has_error = error != packet.end() && error->is_string();
  return Outcome{code->get<int>(), has_error ? error->get<std::string>() : std::string()};
}

}  // namespace

Result<PacketSocket, Outcome> connect(const std::string& path, std::chrono::seconds limit) {
  auto socket = PacketSocket::connect(path, limit);
  if (socket) return std::move(*socket);
  const auto [made, error] = socket.error();
  if (!made) return std::unexpected(Outcome{exit_code::system, std::string("no socket: ") + std::strerror(error)});
  if (error == EACCES || error == EPERM) {
    return std::unexpected(Outcome{exit_code::not_permitted, "not permitted to open " + path + "; run tesseractl as root"});
  }
  return std::unexpected(away("tesserad is not there: " + path + ": " + std::strerror(error)));
}

Connection::Connection(PacketSocket socket) : socket_(std::move(socket)), buffer_(max_admin_packet, '\0') {}

Result<Connection, Outcome> Connection::open(const std::string& path, std::chrono::seconds limit) {
  auto socket = connect(path, limit);
  if (!socket) return std::unexpected(std::move(socket.error()));
  return Connection(std::move(*socket));
}

Result<void, Outcome> Connection::send(const std::string& packet) {
  if (packet.size() > max_admin_packet)
    return std::unexpected(Outcome{exit_code::usage, "the arguments are longer than 64 KiB"});
  if (socket_.send_packet(packet)) return {};
  return std::unexpected(away("tesserad took no request: " + std::string(std::strerror(errno))));
}

/// The next packet; discarded when it is none.
Json Connection::receive() {
  const auto packet = socket_.receive(std::span(buffer_));
  return packet ? Json::parse(*packet, nullptr, false) : Json(Json::value_t::discarded);
}

Outcome Connection::read_answer(const ItemHandler& on_item) {
  for (;;) {
    const Json packet = receive();
    if (!packet.is_object()) return away("tesserad did not answer to the end");
    if (const auto item = packet.find("item"); item != packet.end()) {
      on_item(*item);
    } else if (const auto outcome = outcome_of(packet)) {
      return *outcome;
    } else {
      return away("tesserad answered what tesseractl does not understand");
    }
  }
}

Outcome ask(const std::string& socket, const Request& request, const ItemHandler& on_item) {
  auto connection = Connection::open(socket, request.limit);
  if (!connection) return connection.error();
  Json packet = Json::object();
  packet["verb"] = request.verb;
  packet["args"] = request.args;
  if (auto sent = connection->send(to_line(packet)); !sent) return sent.error();
  return connection->read_answer(on_item);
}

}  // namespace tessera::ctl
