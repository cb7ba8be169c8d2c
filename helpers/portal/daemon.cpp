// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/daemon.hpp"

#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "daemon/service/descriptor.hpp"
#include "daemon/service/message_ids.hpp"
#include "shared/codec.hpp"
#include "shared/result.hpp"

namespace tessera {
namespace {

constexpr timeval to_connect{2, 0};
constexpr timeval to_answer{35, 0};  // a slow hash of ten backup codes is part of it

std::string reason() {
  return strerror(errno);
}

Result<Descriptor, std::string> connect_to(const std::string& path) {
  Descriptor connection(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  sockaddr_un address{AF_UNIX, {}};
  if (!connection.is_open() || path.size() >= sizeof address.sun_path)
    return std::unexpected("no socket: " + reason());
  path.copy(address.sun_path, path.size());
  setsockopt(connection.get(), SOL_SOCKET, SO_SNDTIMEO, &to_connect, sizeof to_connect);
  setsockopt(connection.get(), SOL_SOCKET, SO_RCVTIMEO, &to_answer, sizeof to_answer);
  if (connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return std::unexpected(reason());
  return connection;
}

/// The kernel names who called listen(): the service manager, or in tests the portal's own uid.
bool is_daemons(int connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         (peer.uid == 0 || peer.uid == getuid());
}

template <class Answer, class Question>
Result<Answer, std::string> exchange(const std::string& path, const Question& question,
                                     AnswerBuffer& buffer) {
  std::array<char, Question::max_size> packet;
  const std::size_t size = codec::encode(question, packet.data(), packet.size());
  if (size == 0) return std::unexpected("a value that cannot be sent");
  const auto connection = connect_to(path);
  if (!connection) return std::unexpected(connection.error());
  if (!is_daemons(connection->get())) return std::unexpected("another user than root listens there");
  if (send(connection->get(), packet.data(), size, MSG_NOSIGNAL) < 0) return std::unexpected(reason());
  const ssize_t length = recv(connection->get(), buffer.bytes.data(), buffer.bytes.size(), 0);
  explicit_bzero(packet.data(), packet.size());
  Answer answer;
  if (length < 0) return std::unexpected(reason());
  if (length == 0) return std::unexpected("it closed the connection");
  if (!codec::decode(buffer.bytes.data(), static_cast<std::size_t>(length), answer))
    return std::unexpected("no answer of the protocol");
  return answer;
}

void complain(Log& log, std::string_view detail) {
  log.write(Level::error, "tesserad does not answer on portal.sock: " + std::string(detail),
            {message_id::portal_unanswered});
}

}  // namespace

AnswerBuffer::~AnswerBuffer() {
  explicit_bzero(bytes.data(), bytes.size());
}

portal::Opened Daemon::open(const portal::Open& question, AnswerBuffer& buffer) {
  auto answer = exchange<portal::Opened>(path_, question, buffer);
  if (answer) return *answer;
  complain(log_, answer.error());
  portal::Opened away;
  away.status = portal::OpenStatus::unavailable;
  return away;
}

portal::Finished Daemon::finish(const portal::Finish& question, AnswerBuffer& buffer) {
  auto answer = exchange<portal::Finished>(path_, question, buffer);
  if (answer) return *answer;
  complain(log_, answer.error());
  portal::Finished away;
  away.status = portal::FinishStatus::unavailable;
  return away;
}

}  // namespace tessera
