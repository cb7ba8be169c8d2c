// SPDX-License-Identifier: Apache-2.0
// Values that both suites speak in: challenges whose code is known, and guesses at it.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "daemon/core/code.hpp"
#include "daemon/ports/store.hpp"

namespace tessera::test {

using namespace std::chrono_literals;

inline constexpr TimePoint noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};
inline constexpr std::string_view right_code = "48293175";
inline constexpr std::string_view wrong_code = "00000000";
inline constexpr milliseconds lifetime = 5min;

inline const CodeKeys& keys() {
  static const CodeKeys made{Secret(std::string(32, 'k'))};
  return made;
}

inline LoginKey ssh_login(std::string account = "ana") { return {std::move(account), "sshd", "web01", "203.0.113.9"}; }

/// An identifier as long as a real one, that no digits of a code occur in.
inline ChallengeId id_of(unsigned number) {
  std::string id(32, 'a');
  for (auto at = id.rbegin(); number > 0; ++at, number /= 6) *at = static_cast<char>('a' + number % 6);
  return id;
}

inline Challenge challenge(unsigned number, LoginKey login = ssh_login(), TimePoint sent_at = noon,
                           std::string_view code = right_code) {
  Challenge made;
  made.id = id_of(number);
  made.login = std::move(login);
  made.channel = Channel::text;
  made.destination = "destination-of-" + made.login.account;
  made.mac = keys().mac(made.id, made.login.account, code);
  made.sent_at = sent_at;
  made.expires_at = sent_at + lifetime;
  return made;
}

inline SendLimits no_limits() {
  const Rate plenty{100000, 1h};
  return {0ms, plenty, plenty, plenty, plenty, {}};
}

inline OpenChallenge opening(Challenge wanted) { return {std::move(wanted), std::nullopt, no_limits()}; }
inline OpenChallenge resending(Challenge wanted, ChallengeId old) {
  return {std::move(wanted), std::move(old), no_limits()};
}

inline CheckCode guess(std::string code, LoginKey login = ssh_login(), TimePoint now = noon) {
  CheckCode request;
  request.matches = [code = std::move(code), account = login.account](const ChallengeId& id, const CodeMac& mac) {
    return keys().matches(mac, id, account, code);
  };
  request.login = std::move(login);
  request.now = now;
  return request;
}

inline Account account(std::string name, std::string phone = "+15005550142", std::string email = "ana@example.com") {
  Account made{std::move(name), {}, noon};
  if (!phone.empty()) made.contacts.phone = Phone{std::move(phone), "US", "mobile"};
  if (!email.empty()) made.contacts.email = std::move(email);
  return made;
}

}  // namespace tessera::test
