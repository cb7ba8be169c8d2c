// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/personal_files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "daemon/service/descriptor.hpp"

namespace tessera::ctl {
namespace {

constexpr std::size_t largest = 64 * 1024;

struct Person {
  std::string name, home;
  uid_t uid = 0;
};

std::unexpected<std::string> failed(const std::string& what) {
  return std::unexpected(what + ": " + std::strerror(errno));
}

Result<std::vector<Person>, std::string> people_of(const std::string& passwd) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(passwd.c_str(), "re"), std::fclose);
  if (!file) return failed(passwd);
  std::vector<Person> people;
  while (const struct passwd* entry = fgetpwent(file.get())) {
    people.push_back({entry->pw_name, entry->pw_dir, entry->pw_uid});
  }
  return people;
}

/// Links are followed, but never out of `root`.
Descriptor open_home(int root, const std::string& home) {
  open_how how{};
  how.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  return Descriptor(static_cast<int>(syscall(SYS_openat2, root, home.c_str(), &how, sizeof how)));
}

/// To the end; a pipe that was put there would have been refused before.
Result<std::string, std::string> read_all(int fd) {
  std::string text;
  std::array<char, 4096> part;
  for (;;) {
    const ssize_t size = read(fd, part.data(), part.size());
    if (size == 0) return text;
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return std::unexpected(std::string("cannot be read: ") + std::strerror(errno));
    text.append(part.data(), static_cast<std::size_t>(size));
    if (text.size() > largest) return std::unexpected(std::string("is larger than 64 KiB"));
  }
}

/// Nothing where there is no such file. It is opened without following a link, nor waiting for a pipe's other end.
std::optional<Result<std::string, std::string>> read_own(int folder, const std::string& name, std::optional<uid_t> owner) {
  const Descriptor file(openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (file.get() < 0 && errno == ENOENT) return std::nullopt;
  if (file.get() < 0 && errno == ELOOP) return std::unexpected(std::string("is a symbolic link, which is not followed"));
  if (file.get() < 0) return std::unexpected(std::string("cannot be read: ") + std::strerror(errno));
  struct stat found {};
  if (fstat(file.get(), &found) != 0) return std::unexpected(std::string("cannot be read: ") + std::strerror(errno));
  if (!S_ISREG(found.st_mode)) return std::unexpected(std::string("is no plain file"));
  if (owner && found.st_uid != *owner) {
    return std::unexpected("belongs to uid " + std::to_string(found.st_uid) + ", not to uid " + std::to_string(*owner));
  }
  return read_all(file.get());
}

std::string below(std::string root, const std::string& path) {
  while (root.ends_with('/')) root.pop_back();
  return root + path;
}

bool is_safe(const struct stat& folder) {
  const bool own = folder.st_uid == 0 || folder.st_uid == geteuid();
  return own && (folder.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

std::vector<std::string> names_in(DIR* folder) {
  std::vector<std::string> names;
  while (const dirent* entry = readdir(folder)) {
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace

Result<std::vector<PersonalFile>, std::string> files_in_homes(const std::string& root, const std::string& passwd,
                                                              const std::string& name) {
  const auto people = people_of(passwd);
  if (!people) return std::unexpected(people.error());
  const Descriptor top(open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (top.get() < 0) return failed(root);
  std::vector<PersonalFile> files;
  for (const Person& person : *people) {
    const std::string path = below(root, person.home + "/" + name);
    const Descriptor home = open_home(top.get(), person.home);
    if (home.get() < 0 && (errno == ENOENT || errno == ENOTDIR)) continue;
    if (home.get() < 0) {
      files.push_back({path, person.name, failed("the home cannot be opened")});
      continue;
    }
    auto text = read_own(home.get(), name, person.uid);
    if (text) files.push_back({path, person.name, std::move(*text)});
  }
  return files;
}

Result<std::vector<PersonalFile>, std::string> files_by_account(const std::string& folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> open_folder(opendir(folder.c_str()), closedir);
  struct stat found {};
  if (!open_folder || fstat(dirfd(open_folder.get()), &found) != 0) return failed(folder);
  if (!is_safe(found)) return std::unexpected(folder + ": others may write to it, so its files may be anybody's");
  std::vector<PersonalFile> files;
  for (const std::string& name : names_in(open_folder.get())) {
    auto text = read_own(dirfd(open_folder.get()), name, std::nullopt);
    if (text) files.push_back({below(folder, "/" + name), name, std::move(*text)});
  }
  return files;
}

std::optional<std::string> owner_of(const std::string& path, const std::string& passwd) {
  struct stat found {};
  const auto people = people_of(passwd);
  if (!people || stat(path.c_str(), &found) != 0) return std::nullopt;
  const auto owner = std::ranges::find(*people, found.st_uid, &Person::uid);
  return owner == people->end() ? std::nullopt : std::optional(owner->name);
}

}  // namespace tessera::ctl
