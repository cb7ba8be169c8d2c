// SPDX-License-Identifier: Apache-2.0
// Places that a person may have trusted for a while (mission S17). Nothing here is what a client says of itself: an
// address that sshd saw, a key that sshd has proven, a login session that the kernel numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/core/types.hpp"

namespace tessera {

struct TrustRequest {
  std::string_view service;
  std::string_view rhost;
  std::string_view ssh_auth_info;             ///< SSH_AUTH_INFO_0 (sshd_config(5), ExposeAuthInfo)
  std::optional<std::uint32_t> audit_session;  ///< of the process that asks; nothing where it is unset
  std::string_view boot_id;                    ///< session numbers begin anew at each boot
  bool by_address = false;                     ///< an address alone is enough
};

/// A place as the store has it, and as a person reads it.
struct Place {
  std::string id;  ///< empty: this login comes from no place that can be trusted
  std::string label;
};

/// For sshd: the address and the keys together. For su and sudo: the login session, whatever is run in it.
Place trusted_place_of(const TrustRequest& request);

/// The login session that an sshd login has just begun, for the su and sudo in it.
Place session_place(std::uint32_t audit_session, std::string_view boot_id);

}  // namespace tessera
