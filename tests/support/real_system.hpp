// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/support/temporary_directory.hpp"

namespace tessera::test {

/// All of Tessera's programs as they were built, in a private directory, as whoever runs the test: started by
/// packaging/launch, with an outbox for every channel. The host's own files are not touched.
class RealSystem {
 public:
  struct Settings {
    std::string passwd = "root:x:0:0::/:/bin/sh\nana:x:1000:1000::/:/bin/sh\n";
    bool make_store = true;
    std::string limits;  ///< the configuration's section, as it is written there
  };
  explicit RealSystem(const std::string& service, const Settings& settings);
  explicit RealSystem(const std::string& service) : RealSystem(service, Settings()) {}
  /// Ends what it started.
  ~RealSystem();
  RealSystem(const RealSystem&) = delete;
  RealSystem& operator=(const RealSystem&) = delete;

  std::string login_socket() const { return files_.file("run/login.sock").string(); }
  /// Runs tesseractl; returns what it exits with.
  int tesseractl(std::vector<std::string> arguments) const;
  /// All messages in the outbox, oldest first, as the JSON texts that they are.
  std::vector<std::string> messages() const;
  /// The code of the newest message, waiting for the first one.
  std::string newest_code() const;
  /// Ends all programs, as an administrator would.
  void stop();

 private:
  void write_configuration(const std::string& service, const Settings& settings);
  void start(bool make_store);

  TemporaryDirectory files_;
  pid_t launch_ = -1;
};

}  // namespace tessera::test
