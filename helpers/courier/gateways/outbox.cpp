// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/gateways/outbox.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

#include "daemon/service/descriptor.hpp"
#include "helpers/courier/template.hpp"

namespace tessera::courier {
namespace {

std::int64_t unix_ns() {
  using namespace std::chrono;
  return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
}

/// A full disk passes; a directory that is missing or not ours is the administrator's to mend.
Answer file_error(const char* what, int error) {
  const bool passing = error == ENOSPC || error == EDQUOT || error == EIO || error == EMFILE || error == ENFILE;
  return {passing ? DeliveryStatus::failed : DeliveryStatus::misconfigured,
          std::string("outbox: ") + what + ": " + std::strerror(error)};
}

bool write_all(int file, std::string_view data) {
  while (!data.empty()) {
    const ssize_t written = write(file, data.data(), data.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    data.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// Writes aside and renames without replacing. Nothing on success, EEXIST where the name is taken.
std::optional<Answer> put_file(int directory, const std::string& name, std::string_view content) {
  const std::string aside = "." + name + ".new";
  const Descriptor file(openat(directory, aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return file_error("cannot create a file", errno);
  const bool stored = write_all(file.get(), content) &&
                      renameat2(directory, aside.c_str(), directory, name.c_str(), RENAME_NOREPLACE) == 0;
  if (stored) return std::nullopt;
  const int error = errno;
  unlinkat(directory, aside.c_str(), 0);
  return file_error("cannot store a message", error);
}

Answer to_directory(const std::string& path, const Letter& letter) {
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return file_error("cannot create the directory", errno);
  const Descriptor directory(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open()) return file_error("cannot open the directory", errno);
  const std::string name = outbox_file_name(unix_ns(), letter.channel, letter.account);
  if (const auto failure = put_file(directory.get(), name, outbox_json(letter))) return *failure;
  return {DeliveryStatus::sent, "stored"};
}

Answer to_socket(const std::string& path, const Letter& letter) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return {DeliveryStatus::misconfigured, "outbox: the socket's path is too long"};
  std::memcpy(address.sun_path, path.data(), path.size());
  const Descriptor out(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const std::string json = outbox_json(letter);
  const ssize_t sent = sendto(out.get(), json.data(), json.size(), MSG_NOSIGNAL,
                              reinterpret_cast<const sockaddr*>(&address), sizeof address);
  if (sent == static_cast<ssize_t>(json.size())) return {DeliveryStatus::sent, "handed over"};
  const bool mistake = errno == EACCES || errno == EPROTOTYPE;
  return {mistake ? DeliveryStatus::misconfigured : DeliveryStatus::failed,
          std::string("outbox: cannot hand over: ") + std::strerror(errno)};
}

}  // namespace

std::string outbox_file_name(std::int64_t unix_ns, std::string_view channel, std::string_view account) {
  constexpr std::size_t longest = 128;
  std::string safe;
  for (const char c : account) {
    const bool harmless = c == '@' || c == '+';
    const std::string next = harmless ? std::string(1, c) : encode({&c, 1}, Place::url);
    if (safe.size() + next.size() > longest) break;
    safe += next;
  }
  return std::to_string(unix_ns) + "-" + std::string(channel) + "-" + safe + ".json";
}

std::string outbox_json(const Letter& letter) {
  const nlohmann::ordered_json message = {{"account", letter.account}, {"channel", letter.channel}, {"to", letter.to},
                                          {"subject", letter.subject}, {"text", letter.text}};
  return message.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Begun Outbox::begin(const Letter& letter, std::chrono::milliseconds) const {
  if (!place_.directory.empty()) return to_directory(place_.directory, letter);
  return to_socket(place_.socket, letter);
}

}  // namespace tessera::courier
