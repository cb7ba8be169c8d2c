// SPDX-License-Identifier: Apache-2.0
#include "daemon/initialise.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "daemon/runtime/system_clock.hpp"
#include "daemon/service/credentials.hpp"
#include "daemon/stores/sqlite/files.hpp"

namespace tessera {
namespace {

/// Where a missing seal key is put; a credential that the service manager passed is not missing.
std::string seal_key_path(const Config& config) {
  const SecretRef& seal = config.keys.seal;
  if (seal.kind == SecretRef::Kind::file) return seal.name;
  const char* passed = std::getenv("CREDENTIALS_DIRECTORY");
  return (passed != nullptr ? std::string(passed) : config.paths.credentials) + "/" + seal.name;
}

/// The directory and those above it that are missing, 0700 by harden_process()'s umask. What exists stays as it is.
Result<void, std::string> make_parent(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (parent.empty() || std::filesystem::exists(parent, error)) return {};
  std::filesystem::create_directories(parent, error);
  if (error) return std::unexpected(parent.string() + " cannot be made: " + error.message());
  return {};
}

Result<void, std::string> write_key(const std::string& path, Random& random) {
  std::array<std::byte, seal_key_size> key{};
  if (!random.fill(key)) return std::unexpected("no seal key was made: the random generator failed");
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
  if (fd < 0 && errno == EEXIST) return {};
  if (fd < 0) return std::unexpected(path + " cannot be made: " + std::strerror(errno));
  const bool written = write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && fsync(fd) == 0;
  const std::string reason = std::strerror(errno);
  close(fd);
  explicit_bzero(key.data(), key.size());
  if (written) return {};
  unlink(path.c_str());
  return std::unexpected(path + " cannot be written: " + reason);
}

}  // namespace

Result<void, std::string> initialise(const Config& config, Random& random) {
  const std::string key = seal_key_path(config);
  for (const std::string& path : {config.store.sqlite, key}) {
    if (auto made = make_parent(path); !made) return made;
  }
  if (auto made = write_key(key, random); !made) return made;
  return init_store(config.store.sqlite, SystemClock().now());
}

namespace {

Result<Secret, std::string> read_key(const Config& config, SecretRef seal, const std::string& called) {
  // By hand there is no service manager that passes credentials: its source is read instead.
  const bool by_hand = seal.kind == SecretRef::Kind::credential && std::getenv("CREDENTIALS_DIRECTORY") == nullptr;
  if (by_hand) seal = {SecretRef::Kind::file, config.paths.credentials + "/" + seal.name, seal.at};
  auto key = read_secret_bytes(seal);
  if (key && key->view().size() != seal_key_size) {
    return std::unexpected(called + " has " + std::to_string(key->view().size()) + " bytes; it needs 32");
  }
  return key;
}

}  // namespace

Result<Secret, std::string> read_seal_key(const Config& config) {
  return read_key(config, config.keys.seal, "the seal key");
}

Result<Secret, std::string> read_seal_key_before(const Config& config) {
  return read_key(config, *config.keys.seal_before, "the seal key before");
}

}  // namespace tessera
