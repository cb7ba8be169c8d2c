// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "helpers/directory/contact_source.hpp"
#include "daemon/config/config.hpp"

namespace tessera {

/// `template_text` with the account in place of each {account}, every byte of it but letters and digits escaped
/// (RFC 4515, section 3): a name can never be more than a value.
std::string ldap_filter(std::string_view template_text, std::string_view account);

/// A directory server. Two entries of one account are an error. Of several numbers the first attribute that has a
/// good one counts, and of its values the least in byte order, since a server gives them in any.
class LdapContacts final : public ContactSource {
 public:
  LdapContacts(LdapSource source, std::shared_ptr<const Config> config)
      : source_(std::move(source)), config_(std::move(config)) {}

  ContactOutcome find(const std::string& account, Deadline until) override;

 private:
  LdapSource source_;
  std::shared_ptr<const Config> config_;
};

}  // namespace tessera
