// SPDX-License-Identifier: Apache-2.0
#include "tests/support/real_system.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace tessera::test {
namespace {

constexpr int ready_within_ms = 60'000;

/// Starts a program; `arguments[0]` is its path.
pid_t start_program(std::vector<std::string> arguments) {
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    execv(pointers[0], pointers.data());
    _exit(127);
  }
  if (pid < 0) throw std::runtime_error("fork failed");
  return pid;
}

int wait_for(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

RealSystem::RealSystem(const std::string& service, const Settings& settings) {
  write_configuration(service, settings);
  start(settings.make_store);
}

RealSystem::~RealSystem() { stop(); }

void RealSystem::write_configuration(const std::string& service, const Settings& settings) {
  const std::string here = files_.path().string();
  std::filesystem::permissions(files_.path(), std::filesystem::perms(0755));  // run by root, helpers are others
  files_.write("passwd", settings.passwd);
  files_.write("group", "sudo:x:27:\n");
  files_.write("nsswitch.conf", "passwd: files\n");
  files_.write("tessera.yaml",
               "environment: { name: staging }\n"
               "services: [" + service + "]\n"
               "channels:\n"
               "  text: { gateways: [try-out] }\n"
               "  email: { gateways: [try-out] }\n"
               "gateways:\n"
               "  try-out: { kind: outbox, directory: " + here + "/outbox }\n"               + settings.limits +
               "store: { sqlite: " + here + "/state/tessera.db }\n"
               "keys: { seal: file:" + here + "/state/seal }\n"
               "paths: { runtime: " + here + "/run, presets: " TESSERA_SOURCE "/etc/gateways, credentials: " + here +
               "/credentials, passwd: " + here + "/passwd, group: " + here + "/group, nsswitch: " + here +
               "/nsswitch.conf }\n");
}

void RealSystem::start(bool make_store) {
  int ready[2];
  if (pipe(ready) != 0) throw std::runtime_error("pipe failed");
  fcntl(ready[0], F_SETFD, FD_CLOEXEC);
  std::vector<std::string> command = {"/usr/bin/python3",        TESSERA_SOURCE "/packaging/launch",
                                      "--config",                files_.file("tessera.yaml").string(),
                                      "--stage",                 TESSERA_BUILD,
                                      "--log-dir",               files_.file("log").string(),
                                      "--ready-fd",              std::to_string(ready[1])};
  if (!make_store) command.push_back("--no-init");
  launch_ = start_program(std::move(command));
  close(ready[1]);
  pollfd wanted{ready[0], POLLIN, 0};
  char line[8];
  const bool started = poll(&wanted, 1, ready_within_ms) == 1 && read(ready[0], line, sizeof line) > 0;
  close(ready[0]);
  if (!started) throw std::runtime_error("the programs did not start");
}

int RealSystem::tesseractl(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {TESSERA_BUILD "/cli/tesseractl", "--config", files_.file("tessera.yaml").string()});
  return wait_for(start_program(std::move(arguments)));
}

std::vector<std::string> RealSystem::messages() const {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(files_.file("outbox"))) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::vector<std::string> texts;
  for (const auto& path : paths) texts.push_back(read_file(path));
  return texts;
}

std::string RealSystem::newest_code() const {
  constexpr std::string_view mark = "\"text\":\"";
  for (int tries = 0; tries < 200; ++tries) {
    const auto all = messages();
    const std::size_t at = all.empty() ? std::string::npos : all.back().find(mark);
    if (at != std::string::npos) return all.back().substr(at + mark.size(), 6);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return {};
}

void RealSystem::stop() {
  if (launch_ < 0) return;
  kill(launch_, SIGTERM);
  wait_for(launch_);
  launch_ = -1;
}

}  // namespace tessera::test
