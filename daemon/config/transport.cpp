// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "daemon/config/gateway_readers.hpp"
#include "daemon/config/url.hpp"
#include "daemon/config/words.hpp"

namespace tessera {
namespace {

constexpr std::string_view loopback_only = " only to a loopback address, 127.0.0.0/8 or [::1] (not localhost)";

bool is_mailbox(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == address.size() || !is_printable_ascii(address)) return false;
  return address.find_first_of(" <>,;\"()") == std::string_view::npos;
}

/// STARTTLS (RFC 3207) encrypts smtp://; http:// has nothing like it.
void read_plain(Section& section, const Url& url, std::optional<std::string> wanted, Tls& tls) {
  const bool loopback = is_loopback_literal(url.host);
  if (url.scheme == "http") {
    tls = Tls::none;
    if (wanted == "required") section.complain("tls", "is required, but the URL is http://");
    if (!loopback) section.complain("may use http://" + std::string(loopback_only) + "; use https://");
    return;
  }
  tls = wanted == "none" ? Tls::none : Tls::required;
  if (tls == Tls::none && !loopback) section.complain("tls", "may be none" + std::string(loopback_only));
}

}  // namespace

void read_transport(Section& section, std::string_view text, std::string_view plain, Tls& tls) {
  const auto wanted = section.one_of("tls", {"required", "none"});
  const auto url = parse_url(text);
  const std::string secure = std::string(plain) + "s";
  if (!url || (url->scheme != plain && url->scheme != secure)) {
    return section.complain("url", "must be a URL like " + secure + "://host:port");
  }
  if (url->has_user_info) return section.complain("url", "may not hold a user or password; use keys of their own");
  if (url->scheme == plain) return read_plain(section, *url, wanted, tls);
  tls = Tls::required;
  if (wanted == "none") section.complain("tls", "is none, but the URL is " + secure + "://");
}

void read_smtp(Section& section, Gateway& gateway) {
  gateway.kind = GatewayKind::smtp;
  SmtpGateway& smtp = gateway.smtp;
  assign(smtp.url, section.text("url"));
  assign(smtp.user, section.text("user"));
  smtp.password = section.secret("password");
  assign(smtp.from, section.text("from"));
  assign(smtp.ca, section.absolute_path("ca"));
  if (section.find("url") == nullptr) section.complain("lacks \"url\", like smtps://mail.example.com:465");
  if (section.find("from") == nullptr) section.complain("lacks \"from\", like login@example.com");
  if (!smtp.from.empty() && !is_mailbox(smtp.from)) section.complain("from", "must be a mail address");
  if ((section.find("user") == nullptr) != (section.find("password") == nullptr)) {
    section.complain("needs both a user and a password, or neither");
  }
  if (smtp.url.empty()) return;
  read_transport(section, smtp.url, "smtp", smtp.tls);
  if (const auto url = parse_url(smtp.url); url && url->has_path) section.complain("url", "may not have a path");
}

}  // namespace tessera
