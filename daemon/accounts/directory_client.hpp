// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "daemon/accounts/group_file.hpp"
#include "daemon/accounts/passwd_file.hpp"
#include "daemon/config/config.hpp"
#include "daemon/ports/directory.hpp"
#include "daemon/service/log.hpp"
#include "shared/protocol.hpp"

namespace tessera {

/// The host's accounts: first the passwd file, then whatever tessera-directory says about NSS's other
/// sources. For use on the event loop alone; it must outlive the coroutines it returned.
class HostDirectory : public Directory {
 public:
  HostDirectory(std::shared_ptr<const Config> config, Log& log);

  /// Takes over a reloaded configuration; lookups under way finish with the one they began with. The helper's socket
  /// stays where it was at the start: another paths.runtime waits for a restart of all programs.
  void reconfigure(std::shared_ptr<const Config> config);

  Async<Whois> find(std::string name) override;
  Async<Whois> find_uid(std::uint32_t uid) override;
  Async<FoundContacts> contacts_of(std::string name) override;
  std::vector<std::string> creator_groups_of(const std::string& name, std::optional<std::uint32_t> gid) override;

 private:
  std::shared_ptr<const Config> config_;
  Log& log_;
  const std::string helper_;
  std::unique_ptr<PasswdFile> passwd_;
  std::unique_ptr<GroupFile> group_;
};

}  // namespace tessera
