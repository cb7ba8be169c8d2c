// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "shared/result.hpp"

namespace tessera::ctl {

/// A file for its owner alone (0600) that is there whole or not at all: it is written beside its place and
/// moved there at the end.
class OutputFile {
 public:
  /// The error is a sentence, also where something else than a file stands there: it would be replaced.
  static Result<OutputFile, std::string> create(const std::string& path);
  OutputFile(OutputFile&& other) noexcept = default;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  FILE* stream() const { return stream_.get(); }
  /// Moves it to its place, on disk; nothing, or why it could not be written.
  std::optional<std::string> commit();

 private:
  using Stream = std::unique_ptr<FILE, int (*)(FILE*)>;

  OutputFile(std::string path, std::string aside, Stream stream)
      : path_(std::move(path)), aside_(std::move(aside)), stream_(std::move(stream)) {}

  std::string path_;
  std::string aside_;
  Stream stream_;  ///< nothing once it is moved
};

}  // namespace tessera::ctl
