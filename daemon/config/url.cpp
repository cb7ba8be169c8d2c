// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/url.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "daemon/config/duration.hpp"
#include "daemon/config/words.hpp"

namespace tessera {
namespace {

bool is_host(std::string_view host) {
  if (host.starts_with('[')) {
    in6_addr address;
    return host.ends_with(']') &&
           inet_pton(AF_INET6, std::string(host.substr(1, host.size() - 2)).c_str(), &address) == 1;
  }
  for (const char c : host) {
    if (!is_letter_or_digit(c) && c != '.' && c != '-' && c != '_') return false;
  }
  return !host.empty();
}

/// Splits "host:port", "[::1]:port", or either without a port; false when the port is none.
bool split_port(std::string_view& host, unsigned& port) {
  const std::size_t after_literal = host.starts_with('[') ? host.find(']') : 0;
  const std::size_t colon = after_literal == std::string_view::npos ? after_literal : host.find(':', after_literal);
  if (colon == std::string_view::npos) return true;
  const auto number = parse_number(host.substr(colon + 1));
  host = host.substr(0, colon);
  port = number.value_or(0);
  return port >= 1 && port <= 65535;
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos || colon == 0 || !is_printable_ascii(text)) return std::nullopt;
  if (text.find_first_of(" \"<>\\^`|") != std::string_view::npos) return std::nullopt;
  Url url;
  for (const char c : text.substr(0, colon)) {
    if (!is_letter_or_digit(c)) return std::nullopt;
    url.scheme += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  std::string_view authority = text.substr(colon + 3);
  const std::size_t end = authority.find_first_of("/?#");
  url.has_path = end != std::string_view::npos && authority.substr(end) != "/";
  authority = authority.substr(0, end);
  const std::size_t at = authority.rfind('@');
  url.has_user_info = at != std::string_view::npos;
  if (url.has_user_info) authority = authority.substr(at + 1);
  if (!split_port(authority, url.port) || !is_host(authority)) return std::nullopt;
  url.host = authority;
  return url;
}

bool is_loopback_literal(std::string_view host) {
  in_addr four;
  in6_addr six;
  if (inet_pton(AF_INET, std::string(host).c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
  if (!host.starts_with('[') || !host.ends_with(']')) return false;
  const std::string inner(host.substr(1, host.size() - 2));
  return inet_pton(AF_INET6, inner.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

}  // namespace tessera
