// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/postman.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "shared/codec.hpp"
#include "shared/protocol.hpp"
#include "tests/bench/clock.hpp"

namespace tessera::bench {
namespace {

/// A bound socket at `path`, in place of one that is there.
int bound_socket(const std::string& path, int type) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error(path + " is too long for a socket");
  std::memcpy(address.sun_path, path.data(), path.size());
  unlink(path.c_str());
  const int made = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
  if (bind(made, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error(path + " cannot be bound");
  }
  return made;
}

SentCode sent_code(std::string_view account, std::string_view code, std::int64_t at_ns) {
  SentCode sent{account_number(account), at_ns, {}};
  std::memcpy(sent.code, code.data(), std::min(code.size(), sizeof sent.code - 1));
  return sent;
}

void answer_one(int connection, const CodeBoxes& boxes) {
  char packet[max_daemon_message];
  const ssize_t size = recv(connection, packet, sizeof packet, 0);
  const std::int64_t at_ns = now_ns();
  Deliver request;
  if (size <= 0 || !codec::decode(packet, static_cast<std::size_t>(size), request)) return;
  boxes.put(sent_code(request.account, request.code, at_ns));
  const std::size_t length =
      codec::encode(Delivery{DeliveryStatus::sent, "bench", "taken"}, packet, sizeof packet);
  (void)send(connection, packet, length, MSG_NOSIGNAL);
}

template <class Work>
Postman start(Work work) {
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("fork failed");
  if (pid != 0) return Postman(pid);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (;;) work();
}

}  // namespace

Postman::~Postman() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

Postman stand_in_for_courier(const std::string& socket_path, const CodeBoxes& boxes) {
  const int listening = bound_socket(socket_path, SOCK_SEQPACKET);
  listen(listening, 4096);
  return start([listening, &boxes] {
    const int connection = accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
    answer_one(connection, boxes);
    close(connection);
  });
}

Postman read_outbox(const std::string& socket_path, const CodeBoxes& boxes) {
  const int receiving = bound_socket(socket_path, SOCK_DGRAM);
  chmod(socket_path.c_str(), 0666);  // the courier has a uid of its own
  return start([receiving, &boxes] {
    char text[max_daemon_message];
    const ssize_t size = recv(receiving, text, sizeof text, 0);
    const std::int64_t at_ns = now_ns();
    if (size <= 0) return;
    const auto message = nlohmann::json::parse(text, text + size);
    const auto body = message["text"].get<std::string>();
    boxes.put(sent_code(message["account"].get<std::string>(), std::string_view(body).substr(0, body.find(' ')), at_ns));
  });
}

}  // namespace tessera::bench
