// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/ldap_session.hpp"

#include <string.h>
#include <strings.h>

#include <algorithm>
#include <chrono>

#include "daemon/service/credentials.hpp"

namespace tessera {
namespace {

constexpr std::size_t longest_value = 512;
constexpr int two_entries = 2;

/// A scheme may be written in capitals; whatever it is, what does not begin with TLS is brought to it.
bool begins_with_tls(const std::string& url) { return strncasecmp(url.c_str(), "ldaps:", 6) == 0; }

timeval time_left(Deadline until) {
  const auto left = std::chrono::duration_cast<std::chrono::microseconds>(until - std::chrono::steady_clock::now());
  const auto positive = std::max<std::int64_t>(left.count(), 1000);  // 0 would be 'no limit'
  return {positive / 1'000'000, positive % 1'000'000};
}

/// libldap keeps what went wrong in a handshake beside its code.
std::unexpected<std::string> failure(const std::string& what, int code, LDAP* ldap) {
  char* text = nullptr;
  if (ldap != nullptr) ldap_get_option(ldap, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text);
  const std::string more = text == nullptr || *text == '\0' ? "" : std::string(" (") + text + ")";
  ldap_memfree(text);
  return std::unexpected(what + ": " + ldap_err2string(code) + more);
}

struct FreeMessage {
  void operator()(LDAPMessage* message) const { ldap_msgfree(message); }
};

}  // namespace

Result<void, std::string> LdapSession::set_options(const LdapSource& source, Deadline until) {
  const timeval limit = time_left(until);
  const int version = LDAP_VERSION3, demand = LDAP_OPT_X_TLS_HARD, client = 0;
  LDAP* ldap = ldap_.get();
  bool set = limit_->put_on(ldap) && ldap_set_option(ldap, LDAP_OPT_PROTOCOL_VERSION, &version) == 0 &&
             ldap_set_option(ldap, LDAP_OPT_NETWORK_TIMEOUT, &limit) == 0 &&
             ldap_set_option(ldap, LDAP_OPT_TIMEOUT, &limit) == 0 &&
             ldap_set_option(ldap, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) == 0 &&
             ldap_set_option(ldap, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand) == 0;
  const bool has_tls = source.tls == Tls::required || begins_with_tls(source.url);
  const char* ca = source.ca.empty() ? TESSERA_CA_FILE : source.ca.c_str();  // libldap over GnuTLS trusts none by itself
  if (has_tls) {
    set = set && ldap_set_option(ldap, LDAP_OPT_X_TLS_CACERTFILE, ca) == 0 &&
          ldap_set_option(ldap, LDAP_OPT_X_TLS_NEWCTX, &client) == 0;
  }
  if (!set) return std::unexpected("cannot be asked: its TLS cannot be set up; is the ca readable?");
  return {};
}

Result<void, std::string> LdapSession::bind(const LdapSource& source) {
  Secret password;
  if (source.password) {
    auto secret = read_secret(*source.password);
    if (!secret) return std::unexpected("cannot be asked: " + secret.error());
    password = std::move(*secret);
  }
  std::string copy(password.view());  // libldap takes it as writable
  berval credentials{copy.size(), copy.data()};
  const int code = ldap_sasl_bind_s(ldap_.get(), source.bind.empty() ? nullptr : source.bind.c_str(), LDAP_SASL_SIMPLE,
                                    &credentials, nullptr, nullptr, nullptr);
  explicit_bzero(copy.data(), copy.size());
  if (code != LDAP_SUCCESS) return failure("did not let this host in", code, ldap_.get());
  return {};
}

Result<LdapSession, std::string> LdapSession::open(const LdapSource& source, Deadline until) {
  auto limit = ConnectionLimit::start(until);
  if (!limit) return std::unexpected("cannot be asked: the system has no thread left");
  LDAP* handle = nullptr;
  const int made = ldap_initialize(&handle, source.url.c_str());
  if (made != LDAP_SUCCESS) return failure("cannot be asked", made, nullptr);
  LdapSession session(handle, std::move(limit));
  if (auto set = session.set_options(source, until); !set) return std::unexpected(set.error());
  const bool start_tls = source.tls == Tls::required && !begins_with_tls(source.url);
  const int tls = start_tls ? ldap_start_tls_s(handle, nullptr, nullptr) : LDAP_SUCCESS;
  if (tls != LDAP_SUCCESS) return failure("could not be reached over TLS", tls, handle);
  if (auto bound = session.bind(source); !bound) return std::unexpected(bound.error());
  return session;
}

LdapEntry LdapSession::entry_of(LDAPMessage* message, const std::vector<std::string>& attributes) {
  LdapEntry entry;
  for (const std::string& name : attributes) {
    berval** values = ldap_get_values_len(ldap_.get(), message, name.c_str());
    for (berval** at = values; at != nullptr && *at != nullptr; ++at) {
      if ((*at)->bv_len <= longest_value) entry[name].emplace_back((*at)->bv_val, (*at)->bv_len);
    }
    ldap_value_free_len(values);
  }
  return entry;
}

Result<std::vector<LdapEntry>, std::string> LdapSession::search(const LdapSource& source, const std::string& filter,
                                                                const std::vector<std::string>& attributes,
                                                                Deadline until) {
  std::vector<char*> names;
  for (const std::string& name : attributes) names.push_back(const_cast<char*>(name.c_str()));
  names.push_back(nullptr);
  timeval limit = time_left(until);
  LDAPMessage* answer = nullptr;
  const int code = ldap_search_ext_s(ldap_.get(), source.base.c_str(), LDAP_SCOPE_SUBTREE, filter.c_str(), names.data(),
                                     0, nullptr, nullptr, &limit, two_entries, &answer);
  const std::unique_ptr<LDAPMessage, FreeMessage> kept(answer);
  if (code == LDAP_SIZELIMIT_EXCEEDED) return std::vector<LdapEntry>(two_entries);
  if (code != LDAP_SUCCESS) return failure("could not answer", code, ldap_.get());
  if (ldap_count_references(ldap_.get(), answer) > 0) {
    return std::unexpected("refers to another server, which is not asked; choose a base below the reference");
  }
  std::vector<LdapEntry> entries;
  for (LDAPMessage* at = ldap_first_entry(ldap_.get(), answer); at != nullptr; at = ldap_next_entry(ldap_.get(), at)) {
    entries.push_back(entry_of(at, attributes));
  }
  return entries;
}

}  // namespace tessera
