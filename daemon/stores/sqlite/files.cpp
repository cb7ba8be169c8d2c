// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/files.hpp"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "daemon/stores/sqlite/schema.hpp"

namespace tessera {
namespace {

std::unexpected<std::string> failed(const std::string& path, const std::string& why) {
  return std::unexpected("store " + path + ": " + why);
}

/// Folders that are missing, for the owner alone.
Result<void, std::string> make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (folder.empty() || std::filesystem::exists(folder, error)) return {};
  if (auto above = make_folder(folder.parent_path()); !above) return above;
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return failed(folder, strerror(errno));
}

/// An empty file that only the owner may read; SQLite gives its log and index files the same mode.
Result<void, std::string> make_private_file(const std::string& path) {
  ::unlink(path.c_str());  // left by an --init that was interrupted
  const int fd = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return failed(path, strerror(errno));
  ::close(fd);
  return {};
}

Result<void, std::string> sync_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return failed(folder, strerror(errno));
  const bool synced = ::fsync(fd) == 0;
  const int error = errno;
  ::close(fd);
  return synced ? Result<void, std::string>{} : failed(folder, strerror(error));
}

Result<void, std::string> fill(const std::string& path, TimePoint now) {
  auto database = sqlite::Database::open(path);
  if (!database) return failed(path, database.error());
  if (auto made = sqlite::create(*database, now); !made) return failed(path, made.error());
  return {};
}

/// Made whole beside its place, then moved there: nobody ever finds half a store.
Result<void, std::string> make_store(const std::string& path, TimePoint now) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const std::string aside = path + ".new";
  if (auto made = make_folder(folder); !made) return made;
  if (auto made = make_private_file(aside); !made) return made;
  if (auto filled = fill(aside, now); !filled) return filled;
  if (::renameat2(AT_FDCWD, aside.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0) {
    return failed(path, strerror(errno));
  }
  return sync_folder(folder);
}

Result<void, std::string> check_store(const std::string& path) {
  auto database = sqlite::Database::open(path);
  if (!database) return failed(path, database.error());
  if (auto adopted = sqlite::adopt(*database); !adopted) return failed(path, adopted.error());
  return {};
}

}  // namespace

Result<void, std::string> init_store(const std::string& path, TimePoint now) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) == 0) return check_store(path);
  if (errno != ENOENT) return failed(path, strerror(errno));
  return make_store(path, now);
}

}  // namespace tessera
