// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/service/process.hpp"

#include <sys/wait.h>
#include <unistd.h>

namespace tessera {
namespace {

[[noreturn]] void become_probe(const std::vector<std::string>& arguments, const std::function<void()>& prepare, int out) {
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  if (prepare) prepare();
  std::vector<char*> argv = {const_cast<char*>(SERVICE_PROBE)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  execv(SERVICE_PROBE, argv.data());
  _exit(127);
}

}  // namespace

Outcome run_probe(const std::vector<std::string>& arguments, const std::function<void()>& prepare) {
  int ends[2] = {};
  if (pipe(ends) != 0) return {};
  const pid_t child = fork();
  if (child == 0) become_probe(arguments, prepare, ends[1]);
  close(ends[1]);
  Outcome outcome;
  char part[4096];
  for (ssize_t size = 0; (size = read(ends[0], part, sizeof part)) > 0;) {
    outcome.output.append(part, static_cast<std::size_t>(size));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

}  // namespace tessera
