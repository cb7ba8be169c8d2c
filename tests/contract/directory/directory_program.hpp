// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>

namespace tessera::test {

/// A listening Unix socket of packets, as the service manager makes it; -1 when that fails.
int listen_at(const std::string& path);

/// The real tessera-directory, started as the service manager does: its socket and its notify socket passed in.
class DirectoryProgram {
 public:
  /// `directory` holds tessera.yaml; directory.sock and notify are made there. Returns once it is ready.
  explicit DirectoryProgram(std::string directory);
  DirectoryProgram(const DirectoryProgram&) = delete;
  DirectoryProgram& operator=(const DirectoryProgram&) = delete;
  ~DirectoryProgram();

  /// Sends SIGHUP and returns when the program has dealt with it.
  void reload();
  /// Ends it; the socket stays and listens, as under socket activation. Returns its exit code, or 128 + signal.
  int end(int signal);
  /// What it wrote to its log so far.
  std::string log() const;

 private:
  void start();
  [[noreturn]] void become_program() const;
  void wait_until_ready() const;

  std::string directory_;
  int listener_ = -1;
  int notify_ = -1;
  pid_t pid_ = 0;
};

}  // namespace tessera::test
