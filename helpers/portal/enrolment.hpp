// SPDX-License-Identifier: Apache-2.0
// Which page a request gets. Knows nothing of HTTP's bytes, sockets or TLS.
#pragma once

#include <string>
#include <string_view>

#include "helpers/portal/daemon.hpp"
#include "helpers/portal/pages.hpp"
#include "helpers/portal/rate_limit.hpp"

namespace tessera {

struct Request {
  bool post = false;
  std::string path;    ///< decoded
  std::string origin;  ///< of the headers Origin and Sec-Fetch-Site, empty when not sent
  std::string fetch_site;
  std::string source;              ///< the browser's address
  std::string confirmation, code;  ///< of the form
};

class Enrolment {
 public:
  /// `origin` is the portal's own, "https://login.example.com:8443".
  Enrolment(Enrolments& daemon, RateLimit& tries, std::string origin)
      : daemon_(daemon), tries_(tries), origin_(std::move(origin)) {}

  /// Thread-safe. GET asks the daemon nothing.
  Page answer(const Request& request, const Look& look) const;

 private:
  Page open(const Request& request, std::string_view token, const Look& look) const;
  Page finish(const Request& request, std::string_view token, const Look& look) const;
  bool is_from_here(const Request& request) const;

  Enrolments& daemon_;
  RateLimit& tries_;
  const std::string origin_;
};

/// "https://Login.example.com:443" as browsers write it in Origin: lower case, without the scheme's own port.
std::string origin_of(std::string_view url);

}  // namespace tessera
