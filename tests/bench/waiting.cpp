// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

#include "shared/codec.hpp"
#include "shared/protocol.hpp"
#include "tests/bench/code_box.hpp"
#include "tests/bench/commands.hpp"
#include "tests/bench/postman.hpp"

namespace tessera::bench {
namespace {

int connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), std::min(path.size(), sizeof address.sun_path - 1));
  const int made = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (connect(made, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error(path + ": cannot connect");
  }
  return made;
}

template <class Message>
void say(int connection, const Message& message) {
  char packet[max_hello_message];
  const std::size_t size = codec::encode(message, packet, sizeof packet);
  if (send(connection, packet, size, MSG_NOSIGNAL) < 0) throw std::runtime_error("the daemon is gone");
}

/// One that ends so; another, as after a failed delivery, would be measured in its place.
void await_prompt(int connection, std::string_view end) {
  char packet[max_daemon_message];
  const ssize_t size = recv(connection, packet, sizeof packet, 0);
  const std::string_view received(packet, size > 0 ? static_cast<std::size_t>(size) : 0);
  Ask ask;
  if (!codec::decode(packet, received.size(), ask) || !ask.text.ends_with(end)) {
    throw std::runtime_error("no prompt '" + std::string(end) + "' but: " + std::string(received));
  }
}

/// As the module would, up to the prompt for the code that was sent.
void wait_for_code(const std::string& path, const std::string& service, std::uint32_t account,
                   const CodeBoxes& boxes) {
  const int connection = connect_to(path);  // stays open until this program ends
  const std::string user = account_name(account);
  Hello hello;
  hello.version = protocol_version;
  hello.service = service;
  hello.user = user;
  hello.rhost = "192.0.2.1";
  hello.time_left_ms = 600'000;
  say(connection, hello);
  await_prompt(connection, "Choice [1]: ");
  say(connection, Answer{"1"});
  boxes.take(account);
  await_prompt(connection, "Code: ");
}

}  // namespace

void waiting(const Arguments& arguments) {
  const rlimit descriptors{65536, 65536};
  setrlimit(RLIMIT_NOFILE, &descriptors);
  const unsigned long count = std::stoul(arguments.at(2));
  const CodeBoxes boxes(1);
  const Postman postman = read_outbox(arguments.at(3), boxes);
  for (std::uint32_t account = 0; account < count; ++account) {
    wait_for_code(arguments.at(0), arguments.at(1), account, boxes);
  }
  std::cout << nlohmann::json{{"waiting", count}} << std::endl;
  char ended;
  while (read(STDIN_FILENO, &ended, 1) > 0) continue;
}

}  // namespace tessera::bench
