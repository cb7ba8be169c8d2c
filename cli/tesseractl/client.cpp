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

#include "daemon/service/descriptor.hpp"
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

std::optional<Outcome> send_request(int fd, const Request& request) {
  Json packet = Json::object();
  packet["verb"] = request.verb;
  packet["args"] = request.args;
  const std::string bytes = to_line(packet);
  if (bytes.size() > max_admin_packet)
    return Outcome{exit_code::usage, "the arguments are longer than 64 KiB"};
  if (send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) >= 0) return std::nullopt;
  return away("tesserad took no request: " + std::string(std::strerror(errno)));
}

/// The next packet; discarded when it is none.
Json receive(int fd) {
  std::string bytes(max_admin_packet, '\0');
  ssize_t size = 0;
  do {
    size = recv(fd, bytes.data(), bytes.size(), 0);
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return Json(Json::value_t::discarded);
  return Json::parse(bytes.data(), bytes.data() + size, nullptr, false);
}

std::optional<Outcome> outcome_of(const Json& packet) {
  const auto code = packet.find("exit");
  if (code == packet.end() || !code->is_number_integer()) return std::nullopt;
  const auto error = packet.find("error");
  const bool has_error = error != packet.end() && error->is_string();
  return Outcome{code->get<int>(), has_error ? error->get<std::string>() : std::string()};
}

Outcome read_answer(int fd, const ItemHandler& on_item) {
  for (;;) {
    const Json packet = receive(fd);
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

}  // namespace

Outcome ask(const std::string& socket, const Request& request, const ItemHandler& on_item) {
  const Descriptor connection(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (connection.get() < 0) return {exit_code::system, std::string("no socket: ") + std::strerror(errno)};
  limit_waits(connection.get(), request.limit);
  if (auto failure = connect_to(connection.get(), socket)) return std::move(*failure);
  if (auto failure = send_request(connection.get(), request)) return std::move(*failure);
  return read_answer(connection.get(), on_item);
}

}  // namespace tessera::ctl
