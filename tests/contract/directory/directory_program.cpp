// SPDX-License-Identifier: Apache-2.0
#include "tests/contract/directory/directory_program.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <sstream>

namespace tessera::test {
namespace {

constexpr int first_passed = 3;  // SD_LISTEN_FDS_START

int bound_socket(int type, const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return -1;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

}  // namespace

int listen_at(const std::string& path) {
  const int fd = bound_socket(SOCK_SEQPACKET, path);
  if (fd >= 0 && listen(fd, 64) == 0) return fd;
  close(fd);
  return -1;
}

DirectoryProgram::DirectoryProgram(std::string directory) : directory_(std::move(directory)) {
  listener_ = listen_at(directory_ + "/directory.sock");
  notify_ = bound_socket(SOCK_DGRAM, directory_ + "/notify");
  EXPECT_GE(listener_, 0);
  EXPECT_GE(notify_, 0);
  start();
  wait_until_ready();
}

DirectoryProgram::~DirectoryProgram() {
  (void)end(SIGKILL);
  close(listener_);
  close(notify_);
}

void DirectoryProgram::start() {
  pid_ = fork();
  ASSERT_GE(pid_, 0);
  if (pid_ == 0) become_program();
}

void DirectoryProgram::become_program() const {
  const std::string config = directory_ + "/tessera.yaml";
  const int log = open((directory_ + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(log, STDERR_FILENO);
  if (listener_ == first_passed) fcntl(listener_, F_SETFD, 0);
  if (listener_ != first_passed) dup2(listener_, first_passed);
  setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
  setenv("LISTEN_FDS", "1", 1);
  setenv("LISTEN_FDNAMES", "directory.sock", 1);
  setenv("NOTIFY_SOCKET", (directory_ + "/notify").c_str(), 1);
  setenv("LD_LIBRARY_PATH", TESSERA_NSS_MODULES, 1);
  setenv("TESSERA_TEST_NSS", directory_.c_str(), 1);
  execl(TESSERA_DIRECTORY_PROGRAM, "tessera-directory", "--config", config.c_str(), "--log", "stderr", nullptr);
  _exit(127);
}

void DirectoryProgram::wait_until_ready() const {
  const timeval patience{60, 0};
  setsockopt(notify_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  char message[256];
  for (;;) {
    const ssize_t size = recv(notify_, message, sizeof message, 0);
    ASSERT_GT(size, 0) << "tessera-directory did not report ready: " << log();
    if (std::string_view(message, static_cast<std::size_t>(size)).starts_with("READY=1")) return;  // a status may follow
  }
}

void DirectoryProgram::reload() {
  ASSERT_EQ(kill(pid_, SIGHUP), 0);
  wait_until_ready();
}

int DirectoryProgram::end(int signal) {
  if (pid_ <= 0) return -1;
  kill(pid_, signal);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string DirectoryProgram::log() const {
  std::ostringstream text;
  text << std::ifstream(directory_ + "/log").rdbuf();
  return text.str();
}

}  // namespace tessera::test
