// SPDX-License-Identifier: Apache-2.0
// A private directory with configuration files and presets.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "daemon/config/load.hpp"

namespace tessera {

class ConfigFiles : public testing::Test {
 protected:
  ConfigFiles() {
    char name[] = "/tmp/tessera-config-XXXXXX";
    directory_ = mkdtemp(name);
  }
  ~ConfigFiles() override { std::filesystem::remove_all(directory_); }

  std::string path(const std::string& name) const { return directory_ + "/" + name; }

  void put(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    std::ofstream(path(name), std::ios::binary) << text;
  }

  Result<Config, std::vector<ConfigError>> load() const { return load_config(path("tessera.yaml")); }

  Result<Config, std::vector<ConfigError>> load(const std::string& text) const {
    put("tessera.yaml", text);
    return load();
  }

  /// Every mistake, one a line, without the directory.
  std::string mistakes(const std::string& text) const {
    put("tessera.yaml", text);
    return mistakes();
  }
  std::string mistakes() const {
    const auto config = load();
    std::string lines;
    if (config) return "";
    for (const ConfigError& error : config.error()) lines += to_string(error) + "\n";
    for (std::size_t at = 0; (at = lines.find(directory_ + "/")) != std::string::npos;) {
      lines.erase(at, directory_.size() + 1);
    }
    return lines;
  }

  std::string directory_;
};

}  // namespace tessera
