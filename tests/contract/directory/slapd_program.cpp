// SPDX-License-Identifier: Apache-2.0
#include "tests/contract/directory/slapd_program.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>

namespace tessera::test {

SlapdProgram::SlapdProgram(const std::string& directory) {
  int to[2], from[2];
  if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0) return;
  pid_ = fork();
  if (pid_ == 0) {
    dup2(to[0], STDIN_FILENO);
    dup2(from[1], STDOUT_FILENO);
    execl(TESSERA_TEST_PYTHON, "python3", TESSERA_SLAPD_SCRIPT, directory.c_str(), nullptr);
    _exit(127);
  }
  close(to[0]);
  close(from[1]);
  input_ = to[1];
  const std::unique_ptr<FILE, int (*)(FILE*)> output(fdopen(from[0], "r"), fclose);
  char line[4096] = {};
  if (fgets(line, sizeof line, output.get()) != nullptr) sources_ = line;
  EXPECT_TRUE(sources_.starts_with("READY ")) << "slapd did not start";
  sources_.erase(0, 6);
}

SlapdProgram::~SlapdProgram() {
  if (input_ >= 0) close(input_);
  if (pid_ > 0) waitpid(pid_, nullptr, 0);
}

}  // namespace tessera::test
