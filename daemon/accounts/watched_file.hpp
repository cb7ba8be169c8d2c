// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <optional>
#include <string>

#include "shared/result.hpp"

namespace tessera {

/// A host file that is held in memory and read again when it changed. Not thread-safe.
class WatchedFile {
 public:
  static constexpr std::size_t max_size = 64 * 1024 * 1024;

  explicit WatchedFile(std::string path) : path_(std::move(path)) {}

  /// Costs one stat while nothing changes. Returns the whole text when it is new or has changed, nothing when
  /// it has not. The error is a sentence for the log: not readable, no regular file, or over max_size; the
  /// next call tries again.
  Result<std::optional<std::string>, std::string> refresh();

  const std::string& path() const { return path_; }

 private:
  Result<std::string, std::string> read();

  std::string path_;
  std::optional<struct stat> seen_;
  bool settled_ = false;
};

}  // namespace tessera
