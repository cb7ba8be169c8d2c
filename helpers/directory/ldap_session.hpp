// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ldap.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/config/config.hpp"
#include "helpers/directory/connection_limit.hpp"
#include "helpers/directory/workers.hpp"
#include "shared/result.hpp"
#include "shared/secret.hpp"

namespace tessera {

/// The values of an entry's attributes, by the names that were asked for.
using LdapEntry = std::map<std::string, std::vector<std::string>>;

/// One connection to a directory, verified and bound. Errors are ends of sentences.
class LdapSession {
 public:
  /// TLS as the source wants it; nothing of ldap.conf(5) or the environment is used.
  static Result<LdapSession, std::string> open(const LdapSource& source, Deadline until);

  /// At most two entries, so that a second one is seen.
  Result<std::vector<LdapEntry>, std::string> search(const LdapSource& source, const std::string& filter,
                                                     const std::vector<std::string>& attributes, Deadline until);

 private:
  struct Unbind {
    void operator()(LDAP* ldap) const { ldap_unbind_ext_s(ldap, nullptr, nullptr); }
  };

  LdapSession(LDAP* ldap, std::unique_ptr<ConnectionLimit> limit) : limit_(std::move(limit)), ldap_(ldap) {}
  Result<void, std::string> set_options(const LdapSource& source, Deadline until);
  Result<void, std::string> bind(const LdapSource& source);
  LdapEntry entry_of(LDAPMessage* message, const std::vector<std::string>& attributes);

  std::unique_ptr<ConnectionLimit> limit_;  // before the handle, which calls it to its end
  std::unique_ptr<LDAP, Unbind> ldap_;
};

}  // namespace tessera
