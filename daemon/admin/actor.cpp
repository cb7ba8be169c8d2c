// SPDX-License-Identifier: Apache-2.0
#include "daemon/admin/actor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <limits>
#include <string>

namespace tessera {

std::optional<std::uint32_t> parse_loginuid(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  std::uint32_t uid = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), uid);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || uid == std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return uid;
}

std::optional<std::uint32_t> loginuid_of(pid_t pid) {
  if (pid <= 0) return std::nullopt;
  const std::string path = "/proc/" + std::to_string(pid) + "/loginuid";
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return std::nullopt;
  std::array<char, 16> text{};
  const ssize_t size = read(fd, text.data(), text.size());
  close(fd);
  if (size <= 0) return std::nullopt;
  return parse_loginuid({text.data(), static_cast<std::size_t>(size)});
}

}  // namespace tessera
