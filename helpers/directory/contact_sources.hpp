// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/config/load.hpp"
#include "daemon/service/log.hpp"
#include "helpers/directory/contact_source.hpp"

namespace tessera {

class FileSource;

struct NamedContactSource {
  std::string name;  ///< "csv", "ldap", …
  std::shared_ptr<ContactSource> source;
};

/// The sources of `accounts.sources` that are not the daemon's, in order, their files read.
class ContactSources {
 public:
  /// What `before` knew of the same files stays in force where they are bad now. gecos is warned about.
  ContactSources(std::shared_ptr<const Config> config, const ContactSources* before, Log& log);

  const std::vector<NamedContactSource>& list() const { return sources_; }
  /// The mistakes of all files.
  std::vector<ConfigError> mistakes() const;

 private:
  std::shared_ptr<FileSource> open_file(const AccountSource& source, std::shared_ptr<const Config> config,
                                        const ContactSources* before, Log& log);

  std::vector<NamedContactSource> sources_;
  std::vector<std::shared_ptr<FileSource>> files_;
};

}  // namespace tessera
