// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/nsswitch.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>

namespace tessera {
namespace {

using Sources = std::vector<std::string>;

constexpr std::string_view blanks = " \t\r\v\f";
constexpr std::size_t max_file = 1024 * 1024;
constexpr std::size_t max_source = 32;
constexpr std::size_t max_sources = 16;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// The specification if this line is the passwd database's.
std::optional<std::string_view> passwd_specification(std::string_view line) {
  line = trimmed(line.substr(0, line.find('#')));
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || trimmed(line.substr(0, colon)) != "passwd") return std::nullopt;
  return line.substr(colon + 1);
}

/// The name becomes part of a library's file name, so it must not lead out of the library path.
bool is_source_name(std::string_view name) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  return name.size() <= max_source && name.find_first_not_of(allowed) == std::string_view::npos;
}

void add(Sources& sources, std::string_view name) {
  if (name == "files" || name == "compat") return;
  if (std::find(sources.begin(), sources.end(), name) == sources.end()) sources.emplace_back(name);
}

/// What stands between brackets: one or more STATUS=ACTION or !STATUS=ACTION.
bool is_action_list(std::string_view text) {
  bool any = false;
  for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
    const std::size_t end = text.find_first_of(blanks);
    const std::string_view action = text.substr(0, end);
    const std::size_t equals = action.find('=');
    if (equals == 0 || equals == std::string_view::npos || equals + 1 == action.size()) return false;
    text.remove_prefix(action.size());
    any = true;
  }
  return any;
}

/// Cuts an action list off the front; false when it is none.
bool skip_actions(std::string_view& rest) {
  const std::size_t end = rest.find(']');
  if (end == std::string_view::npos || !is_action_list(rest.substr(1, end - 1))) return false;
  rest.remove_prefix(end + 1);
  return true;
}

Result<Sources, std::string> parse_specification(std::string_view rest) {
  Sources sources;
  bool after_source = false;
  for (rest = trimmed(rest); !rest.empty(); rest = trimmed(rest)) {
    if (rest.front() == '[') {
      if (!after_source || !skip_actions(rest))
        return std::unexpected("its passwd: line has a malformed action");
      after_source = false;
      continue;
    }
    const std::string_view name = rest.substr(0, rest.find_first_of(" \t\r\v\f["));
    if (!is_source_name(name))
      return std::unexpected("its passwd: line has a source with an impossible name");
    add(sources, name);
    rest.remove_prefix(name.size());
    after_source = true;
  }
  if (sources.size() > max_sources) return std::unexpected("its passwd: line has more than 16 sources");
  return sources;
}

Result<std::string, std::string> read_text(const std::string& path) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(fopen(path.c_str(), "re"), fclose);
  if (!file) return std::unexpected(strerror(errno));
  std::string text;
  std::array<char, 4096> chunk;
  while (const std::size_t size = fread(chunk.data(), 1, chunk.size(), file.get())) {
    text.append(chunk.data(), size);
    if (text.size() > max_file) return std::unexpected("larger than 1 MiB");
  }
  if (ferror(file.get())) return std::unexpected(strerror(errno));
  return text;
}

}  // namespace

Result<Sources, std::string> passwd_sources(std::string_view nsswitch) {
  std::optional<std::string_view> specification;
  while (!nsswitch.empty()) {
    const std::size_t end = nsswitch.find('\n');
    // of several lines the last one holds, as in glibc
    if (const auto found = passwd_specification(nsswitch.substr(0, end))) specification = found;
    nsswitch.remove_prefix(end == std::string_view::npos ? nsswitch.size() : end + 1);
  }
  return specification ? parse_specification(*specification) : Sources();
}

Result<Sources, std::string> read_passwd_sources(const std::string& path) {
  const auto text = read_text(path);
  if (!text) return std::unexpected(path + ": " + text.error());
  auto sources = passwd_sources(*text);
  if (!sources) return std::unexpected(path + ": " + sources.error());
  return sources;
}

}  // namespace tessera
