// SPDX-License-Identifier: Apache-2.0
#include "daemon/accounts/watched_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>

#include "daemon/service/descriptor.hpp"

namespace tessera {
namespace {

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

bool same(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         nanoseconds(a.st_mtim) == nanoseconds(b.st_mtim) && nanoseconds(a.st_ctim) == nanoseconds(b.st_ctim);
}

/// A file system's clock ticks every few milliseconds: a change soon after this one could bear the same time.
bool changed_just_now(const struct stat& file) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  const std::int64_t age = nanoseconds(now) - nanoseconds(file.st_ctim);
  return age > -100'000'000 && age < 100'000'000;
}

std::string sentence(const std::string& path, const char* what) {
  return path + ": " + what;
}

/// Reads to the end, at most `limit` bytes. False with errno.
bool read_all(int fd, std::string& text, std::size_t limit) {
  char chunk[64 * 1024];
  for (;;) {
    const ssize_t size = ::read(fd, chunk, sizeof chunk);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return size == 0;
    text.append(chunk, static_cast<std::size_t>(size));
    if (text.size() <= limit) continue;
    errno = EFBIG;
    return false;
  }
}

}  // namespace

Result<std::string, std::string> WatchedFile::read() {
  const Descriptor file(open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat before {};
  if (file.get() < 0 || fstat(file.get(), &before) != 0)
    return std::unexpected(sentence(path_, strerror(errno)));
  if (!S_ISREG(before.st_mode)) return std::unexpected(sentence(path_, "not a regular file"));
  std::string text;
  if (!read_all(file.get(), text, max_size)) return std::unexpected(sentence(path_, strerror(errno)));
  struct stat after {};
  if (fstat(file.get(), &after) != 0) return std::unexpected(sentence(path_, strerror(errno)));
  seen_ = before;
  settled_ = same(before, after) && !changed_just_now(before);
  return text;
}

Result<std::optional<std::string>, std::string> WatchedFile::refresh() {
  struct stat now {};
  const bool there = stat(path_.c_str(), &now) == 0;
  if (there && seen_ && settled_ && same(*seen_, now)) return std::nullopt;
  auto text = read();
  if (text) return std::optional(std::move(*text));
  seen_.reset();
  return std::unexpected(std::move(text.error()));
}

}  // namespace tessera
