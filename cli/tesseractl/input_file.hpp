// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <string>

#include "daemon/service/descriptor.hpp"
#include "shared/result.hpp"

namespace tessera::ctl {

/// A file that is read more than once. What cannot be, a pipe, is copied first, to a file without a name that
/// only its owner may read.
class InputFile {
 public:
  /// "-" is standard input. The error is a sentence.
  static Result<InputFile, std::string> open(const std::string& path);

  std::uint64_t size() const { return static_cast<std::uint64_t>(found_.st_size); }
  /// Reads from the start, with a place of its own: as read(2) does.
  std::function<ssize_t(char*, std::size_t)> from_start() const;
  /// Whether it is another than when it was opened: what was checked is then not what is read.
  bool has_changed() const;

 private:
  InputFile(Descriptor descriptor, const struct stat& found) : descriptor_(std::move(descriptor)), found_(found) {}

  Descriptor descriptor_;
  struct stat found_ {};
};

}  // namespace tessera::ctl
