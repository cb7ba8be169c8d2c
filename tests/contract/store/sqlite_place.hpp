// SPDX-License-Identifier: Apache-2.0
// A SQLite store in a directory of its own.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "daemon/runtime/openssl_random.hpp"
#include "daemon/stores/sqlite/store.hpp"
#include "tests/contract/store/codes.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tessera::test {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return (std::ostringstream() << file.rdbuf()).str();
}

inline void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

struct SqlitePlace {
  TemporaryDirectory directory;
  std::string path = directory.file("tessera.db").string();
  OpensslRandom random;

  void init() {
    const auto made = init_store(path, noon);
    EXPECT_TRUE(made) << (made ? "" : made.error());
  }
  Result<std::unique_ptr<SqliteStore>, std::string> try_open() { return SqliteStore::open(path, random); }
  std::unique_ptr<SqliteStore> open() {
    auto opened = try_open();
    EXPECT_TRUE(opened) << (opened ? "" : opened.error());
    return opened ? std::move(*opened) : nullptr;
  }
  std::string bytes() const {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(directory.path())) all += read_file(entry.path());
    return all;
  }
};

}  // namespace tessera::test
