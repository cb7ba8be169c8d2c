// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "daemon/accounts/directory_client.hpp"
#include "tests/contract/directory/directory_program.hpp"
#include "tests/support/fake_log.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tessera::test {

/// A host in a private directory: passwd, group, nsswitch and configuration, and HostDirectory on it.
/// ana (1000, sudo) and gus (1001) are local; bob (5001) is known by tesserasso, which is listed in sso.sources;
/// cara (5002) by tesseraother, which is not. Also listed: tesserabig, and an 'absent' one.
class HostWorld {
 public:
  /// `line` is what stands after "passwd:" in nsswitch.conf.
  explicit HostWorld(const std::string& line = "files tesserasso tesseraother");

  void write_nsswitch(const std::string& line) { write("nsswitch", "passwd: " + line + "\n"); }
  void write_config(const std::string& sso_sources);
  void write(const std::string& name, const std::string& text) { files_.write(name, text); }
  void remove(const std::string& name) { std::filesystem::remove(files_.file(name)); }

  /// Starts tessera-directory; without it the host has no directory.sock.
  DirectoryProgram& start_helper() { return helper_.emplace(files_.path()); }
  std::string socket() const { return files_.file("directory.sock"); }

  Whois find(const std::string& name);
  Whois find_uid(std::uint32_t uid);
  HostDirectory& directory() { return *directory_; }
  std::shared_ptr<const Config> config() const;

 private:
  TemporaryDirectory files_;
  FakeLog log_;
  std::optional<DirectoryProgram> helper_;
  std::unique_ptr<HostDirectory> directory_;
};

}  // namespace tessera::test
