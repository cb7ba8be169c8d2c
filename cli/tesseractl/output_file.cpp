// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/output_file.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tessera::ctl {
namespace {

std::string why(const std::string& path) {
  return path + ": " + std::strerror(errno);
}

}  // namespace

Result<OutputFile, std::string> OutputFile::create(const std::string& path) {
  struct stat found {};
  if (lstat(path.c_str(), &found) == 0 && !S_ISREG(found.st_mode)) {
    return std::unexpected(path + ": is no regular file");
  }
  std::string aside = path + ".XXXXXX";
  const int fd = mkostemp(aside.data(), O_CLOEXEC);  // 0600, a name that nobody had
  if (fd < 0) return std::unexpected(why(path));
  Stream stream(fdopen(fd, "w"), std::fclose);
  if (stream) return OutputFile(path, std::move(aside), std::move(stream));
  auto failure = std::unexpected(why(path));
  close(fd);
  unlink(aside.c_str());
  return failure;
}

OutputFile::~OutputFile() {
  if (stream_) unlink(aside_.c_str());
}

std::optional<std::string> OutputFile::commit() {
  const bool written = std::fflush(stream_.get()) == 0 && std::ferror(stream_.get()) == 0 &&
                       fsync(fileno(stream_.get())) == 0 && rename(aside_.c_str(), path_.c_str()) == 0;
  if (!written) return why(path_);
  stream_.reset();
  return std::nullopt;
}

}  // namespace tessera::ctl
