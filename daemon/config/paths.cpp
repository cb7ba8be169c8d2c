// SPDX-License-Identifier: Apache-2.0
#include <sys/un.h>

#include "daemon/config/sections.hpp"

namespace tessera {
namespace {

/// A Unix socket's path is limited; the longest name below it decides.
constexpr std::size_t longest_runtime = sizeof(sockaddr_un::sun_path) - sizeof("/directory.sock");

void read_runtime(Section& paths, Config& config) {
  const auto runtime = paths.absolute_path("runtime");
  if (runtime && runtime->size() > longest_runtime) {
    paths.complain("runtime", "is longer than " + std::to_string(longest_runtime) +
                                  " characters, too long for the sockets below it");
  }
  assign(config.paths.runtime, runtime);
}

}  // namespace

void read_paths(Section& file, Config& config) {
  Section store = file.section("store");
  assign(config.store.sqlite, store.absolute_path("sqlite"));
  store.finish();
  Section keys = file.section("keys");
  assign(config.keys.seal, keys.secret("seal"));
  config.keys.seal_before = keys.secret("seal_before");
  keys.finish();
  Section paths = file.section("paths");
  read_runtime(paths, config);
  assign(config.paths.presets, paths.absolute_path("presets"));
  assign(config.paths.credentials, paths.absolute_path("credentials"));
  assign(config.paths.passwd, paths.absolute_path("passwd"));
  assign(config.paths.group, paths.absolute_path("group"));
  assign(config.paths.nsswitch, paths.absolute_path("nsswitch"));
  assign(config.paths.pam, paths.absolute_path("pam"));
  paths.finish();
}

}  // namespace tessera
