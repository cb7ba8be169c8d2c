// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tessera {

/// The parts of a URL (RFC 3986) that decide how safe it is.
struct Url {
  std::string scheme;  ///< lower case
  std::string host;    ///< an IPv6 literal keeps its brackets
  unsigned port = 0;  ///< 0: none is named
  bool has_user_info = false;
  bool has_path = false;
};

/// Nothing for what is no URL with a host: a strict subset, so that no other parser can see another host.
std::optional<Url> parse_url(std::string_view text);

/// 127.0.0.0/8 in dotted-quad form, or [::1]; not "localhost", which a resolver could answer.
bool is_loopback_literal(std::string_view host);

}  // namespace tessera
