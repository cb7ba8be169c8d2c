// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace tessera {

class Temporary : public testing::Test {
 protected:
  Temporary() {
    char name[] = "/tmp/tessera-service-XXXXXX";
    directory_ = mkdtemp(name);
  }
  ~Temporary() override { std::filesystem::remove_all(directory_); }

  std::string path(const std::string& name) const { return directory_ + "/" + name; }

  std::string put(const std::string& name, const std::string& text, mode_t mode) const {
    std::ofstream(path(name), std::ios::binary) << text;
    chmod(path(name).c_str(), mode);
    return path(name);
  }

  std::string directory_;
};

}  // namespace tessera
