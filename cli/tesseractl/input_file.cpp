// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/input_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

namespace tessera::ctl {
namespace {

std::unexpected<std::string> failed(const std::string& what) {
  return std::unexpected(what + ": " + std::strerror(errno));
}

bool write_all(int fd, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t written = write(fd, bytes, size);
    if (written < 0 && errno != EINTR) return false;
    if (written < 0) continue;
    bytes += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

/// Everything that comes out of `from`, in a file that is gone when it is closed.
Result<Descriptor, std::string> copy_of(int from, const std::string& path) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::tmpfile(), std::fclose);
  Descriptor copy(file ? fcntl(fileno(file.get()), F_DUPFD_CLOEXEC, 0) : -1);
  if (copy.get() < 0) return failed("no temporary file for " + path);
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t size = read(from, buffer.data(), buffer.size());
    if (size == 0) return copy;
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return failed(path);
    if (!write_all(copy.get(), buffer.data(), static_cast<std::size_t>(size))) {
      return failed("the temporary copy of " + path);
    }
  }
}

bool same(const timespec& a, const timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

}  // namespace

Result<InputFile, std::string> InputFile::open(const std::string& path) {
  Descriptor descriptor(path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                    : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat found {};
  if (descriptor.get() < 0 || fstat(descriptor.get(), &found) != 0) return failed(path);
  if (S_ISDIR(found.st_mode)) return std::unexpected(path + ": is a directory");
  if (S_ISREG(found.st_mode)) return InputFile(std::move(descriptor), found);
  auto copy = copy_of(descriptor.get(), path);
  if (!copy) return std::unexpected(copy.error());
  if (fstat(copy->get(), &found) != 0) return failed(path);
  return InputFile(std::move(*copy), found);
}

std::function<ssize_t(char*, std::size_t)> InputFile::from_start() const {
  return [fd = descriptor_.get(), at = off_t{0}](char* buffer, std::size_t size) mutable {
    const ssize_t taken = pread(fd, buffer, size, at);
    if (taken > 0) at += taken;
    return taken;
  };
}

bool InputFile::has_changed() const {
  struct stat now {};
  if (fstat(descriptor_.get(), &now) != 0) return true;
  return now.st_size != found_.st_size || !same(now.st_mtim, found_.st_mtim);
}

}  // namespace tessera::ctl
