// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include "daemon/config/sections.hpp"
#include "daemon/config/suggest.hpp"
#include "daemon/config/url.hpp"
#include "daemon/config/words.hpp"
#include "shared/gsm7.hpp"

namespace tessera {
namespace {

constexpr std::size_t longest_url = 128;  // it stands in a text message, with a token behind it
constexpr std::size_t longest_socket = sizeof(sockaddr_un::sun_path) - 1;

/// "[::1]" as "::1"; nothing for what is no address literal.
std::optional<std::string> parse_literal(std::string_view host) {
  const bool six = host.starts_with('[') && host.ends_with(']');
  const std::string bare(six ? host.substr(1, host.size() - 2) : host);
  in6_addr address;
  return inet_pton(six ? AF_INET6 : AF_INET, bare.c_str(), &address) == 1 ? std::optional(bare)
                                                                          : std::nullopt;
}

/// What is wrong with the URL; empty when it may be used.
std::string complaint(const std::optional<Url>& url, std::string_view text) {
  if (!url || (url->scheme != "https" && url->scheme != "http"))
    return "must be an https:// URL, not " + quote(text);
  if (url->has_user_info) return "may not hold a user or password";
  if (url->has_path) return "may not have a path: links are URL/e/TOKEN";
  if (url->scheme == "https" || is_loopback_literal(url->host)) return {};
  return "may use http:// only with a loopback address, 127.0.0.0/8 or [::1] (not localhost); use https://";
}

/// The URL as it is written, without a '/' at its end.
std::optional<Url> read_url(Section& section, Portal& portal) {
  const auto text = section.screen_text("url", longest_url);
  if (!text) {
    if (section.find("url") == nullptr)
      section.complain("lacks \"url\", like https://login.example.com:8443");
    return std::nullopt;
  }
  const auto url = parse_url(*text);
  if (const std::string wrong = complaint(url, *text); !wrong.empty()) {
    section.complain("url", wrong);
    return std::nullopt;
  }
  portal.url = text->ends_with('/') ? text->substr(0, text->size() - 1) : *text;
  return url;
}

/// What is never left out of the text that carries a link: the code, what it is for, and the link (sentences.cpp).
std::size_t least_septets(const Config& config, const Portal& portal) {
  constexpr std::string_view rest = " is your code for . Set up the app: /e/";
  constexpr std::size_t token = 26;
  return config.limits.code.digits + rest.size() + token + gsm7_septets(config.environment.name) + gsm7_septets(portal.url);
}

void read_socket(Section& section, std::string_view path, PortalListen& listen) {
  listen.socket = path;
  if (is_absolute_path(path) && path.size() <= longest_socket) return;
  section.complain("listen", "must be unix: and an absolute path of at most " +
                                 std::to_string(longest_socket) + " bytes, not " + quote(path));
}

void read_listen(Section& section, const Url& url, PortalListen& listen) {
  listen.port = url.port != 0 ? url.port : url.scheme == "https" ? 443 : 80;
  if (url.scheme == "http") listen.address = parse_literal(url.host).value_or("");
  const auto text = section.text("listen");
  if (!text) return;
  if (text->starts_with("unix:")) return read_socket(section, text->substr(5), listen);
  const auto place = parse_url("tcp://" + *text);
  const auto address = place ? parse_literal(place->host) : std::nullopt;
  if (!address || place->port == 0 || place->has_path || place->has_user_info) {
    return section.complain(
        "listen",
        "must be ADDRESS:PORT, like 192.0.2.1:8443 or [::]:8443, or unix:/PATH, not " + quote(*text));
  }
  if (url.scheme == "http" && !is_loopback_literal(place->host)) {
    return section.complain("listen", "must be a loopback address, since the URL is http://");
  }
  listen.address = *address;
  listen.port = place->port;
}

/// Both, or neither where the portal itself speaks no TLS.
void read_pair(Section& section, const Url& url, Portal& portal) {
  portal.certificate = section.secret_or_path("certificate");
  portal.key = section.secret_or_path("key");
  const bool behind = !portal.listen.socket.empty();
  portal.tls = url.scheme == "https" && !behind;
  for (const std::string_view key : {"certificate", "key"}) {
    const bool there = section.find(key) != nullptr;
    if (portal.tls && !there)
      section.complain("lacks " + quote(key) + ": https:// needs a certificate and its key");
    if (portal.tls || !there) continue;
    section.complain(key, behind ? "is not used: with listen: unix: the web server in front does TLS"
                                 : "is not used: the URL is http://");
  }
}

}  // namespace

void read_portal(Section& file, Config& config) {
  Section section = file.section("portal");
  Portal portal;
  const auto url = section.present() ? read_url(section, portal) : std::nullopt;
  if (url) {
    read_listen(section, *url, portal.listen);
    read_pair(section, *url, portal);
    if (least_septets(config, portal) > two_segments) {
      section.complain("url", "and environment.name are too long together: code and link must fit two text messages, 306 characters");
    }
    config.portal = std::move(portal);
  } else {  // known all the same, so that a mistake in the URL does not make them unknown
    for (const std::string_view key : {"url", "listen", "certificate", "key"}) section.find(key);
  }
  section.finish();
}

}  // namespace tessera
