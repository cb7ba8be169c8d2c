// SPDX-License-Identifier: Apache-2.0
#include "tests/contract/directory/host_world.hpp"

#include <gtest/gtest.h>

#include "daemon/config/load.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {

HostWorld::HostWorld(const std::string& line) {
  write("passwd", "root:x:0:0::/root:/bin/sh\nana:x:1000:1000::/home/ana:/bin/sh\ngus:x:1001:1001::/:/bin/sh\n");
  write("group", "root:x:0:\nsudo:x:27:ana\nadm:x:4:bob\nana:x:1000:\ngus:x:1001:\n");
  write("tesserasso", "bob:x:5001:5001:Bob:/home/bob:/bin/sh\n");
  write("tesseraother", "cara:x:5002:5002:Cara:/home/cara:/bin/sh\n");
  write_nsswitch(line);
  write_config("tesserasso, tesserabig, absent");
  directory_ = std::make_unique<HostDirectory>(config(), log_);
}

void HostWorld::write_config(const std::string& sso_sources) {
  const std::string base = files_.path();
  write("tessera.yaml", "sso: { sources: [" + sso_sources + "] }\npaths:\n  runtime: " + base + "\n  passwd: " + base +
                            "/passwd\n  group: " + base + "/group\n  nsswitch: " + base + "/nsswitch\n");
}

std::shared_ptr<const Config> HostWorld::config() const {
  auto config = load_config(files_.file("tessera.yaml"));
  if (config) return std::make_shared<const Config>(std::move(*config));
  for (const ConfigError& error : config.error()) ADD_FAILURE() << to_string(error);
  return std::make_shared<const Config>();
}

Whois HostWorld::find(const std::string& name) { return run_async(directory_->find(name)); }
Whois HostWorld::find_uid(std::uint32_t uid) { return run_async(directory_->find_uid(uid)); }

}  // namespace tessera::test
