// SPDX-License-Identifier: Apache-2.0
#include "pam_module/options.hpp"

#include <string.h>
#include <sys/un.h>

#include <cstdint>

namespace tessera::pam {
namespace {

/// What follows `name` in `argument`, or nullptr when it does not begin with it.
const char* value_of(const char* argument, std::string_view name) {
  return strncmp(argument, name.data(), name.size()) == 0 ? argument + name.size() : nullptr;
}

/// Decimal digits alone. Not std::from_chars: with the library's assertions it needs libstdc++.
template <class Number>
bool parse_number(const char* text, std::uint32_t least, std::uint32_t most, Number& number) {
  std::uint64_t value = 0;
  for (const char* at = text; *at != '\0'; ++at) {
    if (*at < '0' || *at > '9') return false;
    value = value * 10 + static_cast<std::uint64_t>(*at - '0');
    if (value > most) return false;
  }
  if (*text == '\0' || value < least) return false;
  number = static_cast<Number>(value);
  return true;
}

bool parse_socket(const char* path, const char*& socket) {
  if (path[0] != '/' || strlen(path) >= sizeof(sockaddr_un::sun_path)) return false;
  socket = path;
  return true;
}

bool parse_option(const char* argument, Options& options) {
  constexpr std::uint32_t highest_uid = 0xFFFFFFFE;  // the one above means 'no uid'
  if (const char* value = value_of(argument, "socket=")) return parse_socket(value, options.socket);
  if (const char* value = value_of(argument, "timeout="))
    return parse_number(value, 1, 3600, options.timeout_s);
  if (const char* value = value_of(argument, "daemon_uid=")) {
    return parse_number(value, 0, highest_uid, options.daemon_uid);
  }
  return false;
}

}  // namespace

const char* parse_options(int argc, const char* const* argv, std::string_view service, Options& options) {
  // Below sshd's LoginGraceTime of 120 s and login's LOGIN_TIMEOUT of 60 s.
  options.timeout_s = service == "login" ? 50 : 100;
  for (int i = 0; i < argc; ++i) {
    if (!parse_option(argv[i], options)) return argv[i];
  }
  return nullptr;
}

}  // namespace tessera::pam
