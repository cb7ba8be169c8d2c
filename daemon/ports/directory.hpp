// SPDX-License-Identifier: Apache-2.0
// Who is this name? tests/contract/directory holds every adapter to this.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "daemon/ports/async.hpp"

namespace tessera {

enum class Origin {
  local,    ///< in the host's passwd file
  sso,      ///< known by a source of `sso.sources`; its identity provider does its own MFA
  other,    ///< known by another NSS source: treated as local
  nobody,   ///< every source answered that it does not know the name
  unclear,  ///< a source could not answer: refuse, it is not 'nobody' (R-61, R-66)
};

struct Whois {
  Origin origin = Origin::unclear;
  std::string name;
  std::string source;  ///< "files", "sss", "extrausers", …
  std::string detail;  ///< for the log
};

class Directory {
 public:
  virtual ~Directory() = default;
  /// Never fails otherwise than with `unclear`, and never waits beyond its own limit (3 s).
  virtual Async<Whois> find(std::string name) = 0;
  virtual Async<Whois> find_uid(std::uint32_t uid) = 0;
  /// "creator" or "express", by the host's group file. Cheap: no I/O on the event loop but a stat.
  virtual bool is_creator(const std::string& name) = 0;
};

}  // namespace tessera
