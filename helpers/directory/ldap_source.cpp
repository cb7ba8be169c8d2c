// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/ldap_source.hpp"

#include <algorithm>

#include "daemon/config/ldap_filter.hpp"
#include "daemon/core/contact.hpp"
#include "helpers/directory/contact_files.hpp"
#include "helpers/directory/ldap_session.hpp"
#include "shared/text.hpp"

namespace tessera {
namespace {

std::string escaped(std::string_view value) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_letter(c) || is_digit(c)) {
      text += c;
    } else {
      text += {'\\', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return text;
}

std::vector<std::string> attributes_of(const LdapSource& source) {
  std::vector<std::string> names = source.phones;
  names.push_back(source.email);
  return names;
}

std::vector<std::string> sorted_values(const LdapEntry& entry, const std::string& name) {
  const auto at = entry.find(name);
  if (at == entry.end()) return {};
  std::vector<std::string> values = at->second;
  std::ranges::sort(values);
  return values;
}

Contacts contacts_in(const LdapEntry& entry, const LdapSource& source, const Config& config) {
  Contacts contacts;
  for (const std::string& name : source.phones) {
    if (!contacts.phone) contacts.phone = first_allowed(sorted_values(entry, name), config);
  }
  for (const std::string& value : sorted_values(entry, source.email)) {
    if (!contacts.email && is_email(value)) contacts.email = value;
  }
  return contacts;
}

}  // namespace

std::string ldap_filter(std::string_view template_text, std::string_view account) {
  std::string filter;
  for (;;) {
    const std::size_t at = template_text.find(ldap_account);
    filter += template_text.substr(0, at);
    if (at == std::string_view::npos) return filter;
    filter += escaped(account);
    template_text.remove_prefix(at + ldap_account.size());
  }
}

ContactOutcome LdapContacts::find(const std::string& account, Deadline until) {
  auto session = LdapSession::open(source_, until);
  if (!session) return contacts_failed(source_.url + " " + session.error());
  const auto entries = session->search(source_, ldap_filter(source_.filter, account), attributes_of(source_), until);
  if (!entries) return contacts_failed(source_.url + " " + entries.error());
  if (entries->empty()) return contacts_unknown();
  if (entries->size() > 1) return contacts_failed(source_.url + " has more than one entry of this account");
  return {.answer = Reply::found, .contacts = contacts_in(entries->front(), source_, *config_), .language = {}, .detail = {}};
}

}  // namespace tessera
