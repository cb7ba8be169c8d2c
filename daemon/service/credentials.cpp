// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/credentials.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "daemon/service/descriptor.hpp"

namespace tessera {
namespace {

constexpr std::size_t max_secret = 64 * 1024;

std::string where(const Position& at) {
  if (at.file.empty()) return {};
  return at.file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": ";
}

std::string octal(mode_t mode) {
  std::string digits = "0";
  for (int shift = 6; shift >= 0; shift -= 3) digits += static_cast<char>('0' + (mode >> shift & 7));
  return digits;
}

/// The file's path, or nothing where no service manager passed credentials.
std::string path_of(const SecretRef& reference) {
  if (reference.kind == SecretRef::Kind::file) return reference.name;
  const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
  return directory == nullptr ? std::string() : std::string(directory) + "/" + reference.name;
}

/// What is wrong with the file; empty when it may be read.
std::string complaint(const struct stat& info, SecretRef::Kind kind) {
  const bool credential = kind == SecretRef::Kind::credential;
  const mode_t mode = info.st_mode & 07777;
  const bool own = info.st_uid == geteuid() || (credential && info.st_uid == 0);
  const bool tight = (mode & ~mode_t{0600}) == 0 || (credential && mode == 0440);
  if (!S_ISREG(info.st_mode)) return "is not a regular file";
  if (!own) return "belongs to uid " + std::to_string(info.st_uid) + ", not to its reader, uid " + std::to_string(geteuid());
  if (!tight) return "has mode " + octal(mode) + "; a secret needs 0600 or 0400";
  if (info.st_size > static_cast<off_t>(max_secret)) return "is larger than 64 KiB";
  return {};
}

/// Reads to the end. The text has room from the start, so that no grown-out copy stays in memory.
bool read_all(int fd, std::string& text) {
  text.reserve(max_secret + 1);
  std::array<char, 1024> part;
  ssize_t size = 0;
  while ((size = read(fd, part.data(), part.size())) > 0 && text.size() + static_cast<std::size_t>(size) <= max_secret) {
    text.append(part.data(), static_cast<std::size_t>(size));
  }
  explicit_bzero(part.data(), part.size());
  return size == 0;
}

enum class Ending { keep, drop_line_feed };

Result<Secret, std::string> read_reference(const SecretRef& reference, Ending ending) {
  const std::string path = path_of(reference);
  if (path.empty()) {
    return std::unexpected(where(reference.at) + "credential:" + reference.name +
                           " needs $CREDENTIALS_DIRECTORY, which the service manager sets (LoadCredential=)");
  }
  const std::string subject = where(reference.at) + path + " ";
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) return std::unexpected(subject + "cannot be read: " + std::strerror(errno));
  struct stat info {};
  if (fstat(file.get(), &info) != 0) return std::unexpected(subject + "cannot be read: " + std::strerror(errno));
  if (const std::string wrong = complaint(info, reference.kind); !wrong.empty()) return std::unexpected(subject + wrong);
  std::string text;
  if (!read_all(file.get(), text)) {
    explicit_bzero(text.data(), text.size());
    return std::unexpected(subject + "cannot be read whole");
  }
  if (ending == Ending::drop_line_feed && text.ends_with('\n')) text.pop_back();
  if (text.empty()) return std::unexpected(subject + "is empty");
  return Secret(std::move(text));
}

}  // namespace

Result<Secret, std::string> read_secret(const SecretRef& reference) {
  return read_reference(reference, Ending::drop_line_feed);
}

Result<Secret, std::string> read_secret_bytes(const SecretRef& reference) {
  return read_reference(reference, Ending::keep);
}

}  // namespace tessera
