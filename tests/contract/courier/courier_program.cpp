// SPDX-License-Identifier: Apache-2.0
#include "tests/contract/courier/courier_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace tessera::test {

int listen_at(const std::string& path, int backlog) {
  const int fd = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(fd, backlog) != 0) {
    throw std::runtime_error("cannot listen at " + path);
  }
  return fd;
}

CourierProgram::CourierProgram(std::string gateways, const std::string& text) {
  const std::string place = directory_.path().string();
  for (std::size_t at; (at = gateways.find("{dir}")) != gateways.npos;) gateways.replace(at, 5, place);
  const std::string config = directory_.write("tessera.yaml", "environment: {name: staging}\npaths: {runtime: " + place + "}\ngateways:\n" +
                                              gateways + "channels: {text: {gateways: [" + text + "]}}\n").string();
  const int listening = listen_at(socket());
  pid_ = fork();
  if (pid_ == 0) {
    dup2(listening, 3);
    if (listening == 3) fcntl(3, F_SETFD, 0);
    setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
    setenv("LISTEN_FDS", "1", 1);
    setenv("LISTEN_FDNAMES", "courier.sock", 1);
    execl(TESSERA_COURIER_PROGRAM, "tessera-courier", "--config", config.c_str(), "--log", "stderr", nullptr);
    _exit(127);
  }
  close(listening);  // what connects before the program is ready waits in the backlog
}

CourierProgram::~CourierProgram() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

std::vector<std::string> CourierProgram::messages(const std::string& outbox) const {
  std::vector<std::filesystem::path> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(directory_.file(outbox), none)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> messages;
  for (const auto& path : files) {
    std::ifstream file(path);
    messages.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return messages;
}

struct CourierImpostor::Thread {
  int listening;
  int end[2];
  std::jthread runs;
};

CourierImpostor::CourierImpostor(std::function<void(int)> treat) : thread_(new Thread{listen_at(socket()), {}, {}}) {
  if (pipe2(thread_->end, O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
  thread_->runs = std::jthread([thread = thread_, treat = std::move(treat)] {
    pollfd watched[] = {{thread->end[0], POLLIN, 0}, {thread->listening, POLLIN, 0}};
    while (poll(watched, 2, -1) > 0 && watched[0].revents == 0) {
      const int connection = accept(thread->listening, nullptr, nullptr);
      treat(connection);
      close(connection);
    }
  });
}

CourierImpostor::~CourierImpostor() {
  close(thread_->end[1]);
  thread_->runs.join();
  close(thread_->end[0]);
  close(thread_->listening);
  delete thread_;
}

}  // namespace tessera::test
