// SPDX-License-Identifier: Apache-2.0
#include "daemon/user/visit.hpp"

#include <utility>

namespace tessera {
namespace {

/// Why this uid has nothing to change here; empty for an account that may.
std::string objection(const Visit& visit, const Whois& whois) {
  const auto& sso = visit.config->sso.url;
  switch (whois.origin) {
    case Origin::local:
    case Origin::other:
      break;
    case Origin::sso:
      return whois.name + " comes from " + whois.source + "; change it at the identity provider" + (sso.empty() ? "." : ": " + sso);
    case Origin::nobody:
      return "Nobody is known here under uid " + std::to_string(visit.uid) + ".";
    case Origin::unclear:
      return "It could not be found out where this account comes from. It is not your mistake: try again later.";
  }
  for (const std::string& machine : visit.config->machine_accounts) {
    if (machine == whois.name) return whois.name + " is a machine account: it logs in with its ssh key alone.";
  }
  return {};
}

}  // namespace

Async<Verdict> answer_wish(Visit visit, user::Action action, std::string ticket, std::string channel) {
  const Whois whois = co_await visit.ports.directory.find_uid(visit.uid);
  visit.account = whois.name;
  const bool is_known = whois.origin != Origin::nobody && whois.origin != Origin::unclear;
  if (action == user::Action::status && is_known) co_return co_await show_status(visit);
  std::string why_not = objection(visit, whois);
  const Verdict verdict = whois.origin == Origin::unclear ? Verdict::unavailable : Verdict::refused;
  if (!why_not.empty()) co_return co_await decline(visit, verdict, std::move(why_not));
  if (action == user::Action::trust_list) co_return co_await list_places(visit);
  if (action == user::Action::trust_revoke) co_return co_await revoke_places(visit);
  if (action == user::Action::prefer) co_return co_await prefer_channel(visit, std::move(channel));
  if (action == user::Action::enrol) co_return co_await enrol(visit, std::move(ticket));
  co_return co_await renew_backup_codes(visit);
}

}  // namespace tessera
