// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/contact_sources.hpp"

#include "helpers/directory/contact_cache.hpp"
#include "helpers/directory/file_source.hpp"
#include "helpers/directory/ldap_source.hpp"

namespace tessera {
namespace {

ReadContacts reader_of(SourceKind kind) {
  if (kind == SourceKind::csv) return read_csv_contacts;
  return kind == SourceKind::yaml ? read_yaml_contacts : read_gecos_contacts;
}

void warn_of_gecos(const AccountSource& source, Log& log) {
  const ConfigError warning{source.at,
                            "accounts.sources lists gecos: chfn(1) lets people change these fields of their own "
                            "accounts, and so can whoever has their password: their codes then go elsewhere"};
  log.write(Level::warning, to_string(warning));
}

}  // namespace

std::shared_ptr<FileSource> ContactSources::open_file(const AccountSource& source, std::shared_ptr<const Config> config,
                                                      const ContactSources* before, Log& log) {
  const std::string path = source.kind == SourceKind::gecos ? config->paths.passwd : source.path;
  auto file = std::make_shared<FileSource>(path, reader_of(source.kind), std::move(config), log);
  const FileSource* known = nullptr;
  if (before != nullptr) {
    for (std::size_t i = 0; i < before->files_.size(); ++i) {
      if (before->files_[i]->path() == path) known = before->files_[i].get();
    }
  }
  file->load(known);
  files_.push_back(file);
  return file;
}

ContactSources::ContactSources(std::shared_ptr<const Config> config, const ContactSources* before, Log& log) {
  for (const AccountSource& source : config->accounts.sources) {
    if (source.kind == SourceKind::embedded) continue;
    if (source.kind == SourceKind::gecos) warn_of_gecos(source, log);
    if (source.kind == SourceKind::ldap) {
      auto ldap = std::make_unique<LdapContacts>(source.ldap, config);
      sources_.push_back({name_of(source.kind), std::make_shared<ContactCache>(std::move(ldap))});
    } else {
      sources_.push_back({name_of(source.kind), open_file(source, config, before, log)});
    }
  }
}

std::vector<ConfigError> ContactSources::mistakes() const {
  std::vector<ConfigError> all;
  for (const auto& file : files_) {
    for (ConfigError& mistake : file->mistakes()) all.push_back(std::move(mistake));
  }
  return all;
}

}  // namespace tessera
