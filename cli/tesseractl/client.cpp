// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/client.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

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

Outcome connect_failure(const std::string& path, int error) {
  if (error == EACCES || error == EPERM) {
    return {exit_code::not_permitted, "not permitted to open " + path + "; run tesseractl as root"};
  }
  return away("tesserad is not there: " + path + ": " + std::strerror(error));
}

/// A listener whose daemon is dead still takes connections, so every wait needs an end.
void limit_waits(int fd, std::chrono::seconds limit) {
  const timeval time{limit.count(), 0};
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
}

std::optional<Outcome> connect_to(int fd, const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return connect_failure(path, ENAMETOOLONG);
  std::memcpy(address.sun_path, path.data(), path.size());
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return std::nullopt;
  return connect_failure(path, errno);
}

std::optional<Outcome> outcome_of(const Json& packet) {
  const auto code = packet.find("exit");
  if (code == packet.end() || !code->is_number_integer()) return std::nullopt;
  const auto error = packet.find("error");
  const bool has_error = error != packet.end() && error->is_string();
  return Outcome{code->get<int>(), has_error ? error->get<std::string>() : std::string()};
}

}  // namespace

Connection::Connection(Descriptor socket) : socket_(std::move(socket)), buffer_(max_admin_packet, '\0') {}

Result<Connection, Outcome> Connection::open(const std::string& socket, std::chrono::seconds limit) {
  Descriptor made(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (made.get() < 0) {
    return std::unexpected(Outcome{exit_code::system, std::string("no socket: ") + std::strerror(errno)});
  }
  limit_waits(made.get(), limit);
  if (auto failure = connect_to(made.get(), socket)) return std::unexpected(std::move(*failure));
  return Connection(std::move(made));
}

Result<void, Outcome> Connection::send(const std::string& packet) {
  if (packet.size() > max_admin_packet)
    return std::unexpected(Outcome{exit_code::usage, "the arguments are longer than 64 KiB"});
  if (::send(socket_.get(), packet.data(), packet.size(), MSG_NOSIGNAL) >= 0) return {};
  return std::unexpected(away("tesserad took no request: " + std::string(std::strerror(errno))));
}

/// The next packet; discarded when it is none.
Json Connection::receive() {
  ssize_t size = 0;
  do {
    size = recv(socket_.get(), buffer_.data(), buffer_.size(), 0);
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return Json(Json::value_t::discarded);
  return Json::parse(buffer_.data(), buffer_.data() + size, nullptr, false);
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
