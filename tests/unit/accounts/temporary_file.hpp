// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "tests/support/temporary_directory.hpp"

namespace tessera {

/// A file in a directory of its own, gone with the object.
class TemporaryFile {
 public:
  std::string path() const { return directory_.file("file"); }
  /// Writes into the file that is there: its inode stays.
  void write(const std::string& text) const { directory_.write("file", text); }
  /// As useradd and vipw do it: a new file takes the name.
  void replace(const std::string& text) const {
    std::filesystem::rename(directory_.write("new", text), directory_.file("file"));
  }

 private:
  test::TemporaryDirectory directory_;
};

}  // namespace tessera
