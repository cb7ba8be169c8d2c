// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/trust.hpp"

#include <openssl/sha.h>

#include <array>

#include "daemon/core/place.hpp"

namespace tessera {
namespace {

std::string hex_digest(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (const unsigned char value : digest) {
    hex += digits[value >> 4];
    hex += digits[value & 15];
  }
  return hex;
}

/// The lines of keys that sshd has proven, as they are; empty without one.
std::string proven_keys(std::string_view info) {
  std::string keys;
  while (!info.empty()) {
    const std::string_view line = info.substr(0, info.find('\n'));
    if (line.starts_with("publickey ")) keys += std::string(line) + "\n";
    info.remove_prefix(std::min(info.size(), line.size() + 1));
  }
  return keys;
}

Place ssh_place(const TrustRequest& request) {
  const bool literal = !request.rhost.empty() && !place_of(request.rhost).empty();
  const std::string keys = proven_keys(request.ssh_auth_info);
  if (!literal || (keys.empty() && !request.by_address)) return {};
  const std::string from = "ssh from " + std::string(request.rhost);
  if (keys.empty()) return {"ssh " + std::string(request.rhost), from};
  return {"ssh " + std::string(request.rhost) + " " + hex_digest(keys), from + " with this key"};
}

}  // namespace

Place session_place(std::uint32_t audit_session, std::string_view boot_id) {
  const std::string number = std::to_string(audit_session);
  if (boot_id.empty()) return {};
  return {"session " + number + " " + std::string(boot_id), "su and sudo in login session " + number};
}

Place trusted_place_of(const TrustRequest& request) {
  if (request.service == "sshd" || request.service.ends_with("-sshd")) return ssh_place(request);
  if (!request.service.starts_with("su") || !request.audit_session) return {};
  return session_place(*request.audit_session, request.boot_id);
}

}  // namespace tessera
