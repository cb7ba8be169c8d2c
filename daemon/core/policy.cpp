// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/policy.hpp"

#include <algorithm>
#include <iterator>

#include "daemon/core/ruling.hpp"

namespace tessera {
namespace {

Decision needs(Need need, std::vector<Step> steps) {
  Decision decision;
  decision.need = need;
  decision.steps = std::move(steps);
  return decision;
}

Decision ends(Reason reason, std::vector<Step> steps) {
  Decision decision;
  decision.ruling = ruling_of(reason);
  decision.reason = reason;
  decision.steps = std::move(steps);
  return decision;
}

Reason reason_of(Readable readable) {
  return readable == Readable::corrupt ? Reason::store_corrupt : Reason::store_unavailable;
}

std::string finding_of(const StandingFact& fact) {
  switch (fact.standing) {
    case Standing::local:
      return "local, in the passwd file";
    case Standing::sso:
      return "single sign-on, by " + fact.source;
    case Standing::other:
      return "known by " + fact.source + ", treated as local";
    case Standing::nobody:
      return "known by no source";
    case Standing::unclear:
      break;
  }
  return "a source could not answer";
}

std::string throttle_finding(const RecordFact& record) {
  const std::string_view counted = record.known_place ? ", counted for this place alone" : "";
  if (record.codes_off) return "codes are off until an unlock" + std::string(counted);
  return (record.locked ? "locked" : "not locked") + std::string(counted);
}

Decision decide_record(const RecordFact& record, std::vector<Step> steps) {
  if (record.readable != Readable::yes) {
    steps.push_back({"record", "cannot be read"});
    return ends(reason_of(record.readable), std::move(steps));
  }
  steps.push_back({"throttle", throttle_finding(record)});
  if (record.codes_off && !record.has_backup) return ends(Reason::codes_off, std::move(steps));
  if (record.codes_off) {
    steps.push_back({"backup code", "left, and the only way"});
    return ends(Reason::asked, std::move(steps));
  }
  if (record.locked) return ends(Reason::locked, std::move(steps));
  if (record.has_app) {
    steps.push_back({"app", "enrolled"});
    return ends(Reason::asked, std::move(steps));
  }
  if (!record.has_channel && record.has_backup) {
    steps.push_back({"backup code", "left, and no other way"});
    return ends(Reason::asked, std::move(steps));
  }
  if (record.contacts_unclear) {
    steps.push_back({"contact", "a source could not answer"});
    return ends(Reason::contacts_unclear, std::move(steps));
  }
  steps.push_back({"contact", record.has_contact ? "on record" : "none on record"});
  if (!record.has_contact) return ends(Reason::no_contact, std::move(steps));
  steps.push_back({"channel", record.has_channel ? "has a gateway" : "none has a gateway"});
  if (!record.has_channel) return ends(Reason::no_channel, std::move(steps));
  return ends(Reason::asked, std::move(steps));
}

Decision decide_account(const Facts& facts, std::vector<Step> steps) {
  if (!facts.standing) return needs(Need::standing, std::move(steps));
  steps.push_back({"account", finding_of(*facts.standing)});
  switch (facts.standing->standing) {
    case Standing::sso:
      return ends(Reason::single_sign_on, std::move(steps));
    case Standing::nobody:
      return ends(Reason::nobody, std::move(steps));
    case Standing::unclear:
      return ends(Reason::origin_unclear, std::move(steps));
    case Standing::local:
    case Standing::other:
      break;
  }
  if (facts.machine_account) {
    steps.push_back({"machine account", "held to its key alone"});
    return ends(Reason::machine_account, std::move(steps));
  }
  if (!facts.trusted_network.empty()) {
    steps.push_back({"network", facts.trusted_network + ", in trusted_networks"});
    return ends(Reason::trusted_network, std::move(steps));
  }
  if (facts.may_be_trusted && !facts.trusted) return needs(Need::trust, std::move(steps));
  if (facts.trusted.value_or(false)) {
    steps.push_back({"place", "trusted"});
    return ends(Reason::trusted_place, std::move(steps));
  }
  if (!facts.record) return needs(Need::record, std::move(steps));
  return decide_record(*facts.record, std::move(steps));
}

}  // namespace

namespace {
constexpr std::string_view reason_names[] = {
    "asked",         "service_not_in_scope", "switched_off",  "single_sign_on",   "machine_account", "nobody",
    "origin_unclear", "store_unavailable",   "store_corrupt", "locked",           "codes_off",       "no_contact",
    "no_channel",    "contacts_unclear",     "proven",        "trusted_place",    "wrong_code",      "send_limit",
    "not_delivered", "cancelled",            "cannot_converse", "time_up",        "disconnected",    "no_randomness",
    "trusted_network"};
}  // namespace

std::string_view name_of(Reason reason) { return reason_names[static_cast<unsigned>(reason)]; }

std::optional<Reason> reason_named(std::string_view name) {
  const auto at = std::ranges::find(reason_names, name);
  if (at == std::end(reason_names)) return std::nullopt;
  return static_cast<Reason>(at - std::begin(reason_names));
}

Ruling ruling_of(Reason reason) {
  switch (reason) {
    case Reason::asked:
      return Ruling::ask;
    case Reason::trusted_place:
      return Ruling::trust;
    case Reason::service_not_in_scope:
    case Reason::switched_off:
    case Reason::single_sign_on:
    case Reason::trusted_network:
      return Ruling::ignore;
    default:
      return Ruling::refuse;
  }
}

Decision decide(const Facts& facts) {
  std::vector<Step> steps;
  steps.push_back({"service", facts.service + (facts.service_in_scope ? " is in scope" : " is not in scope")});
  if (!facts.service_in_scope) return ends(Reason::service_not_in_scope, std::move(steps));

  if (!facts.switch_fact) return needs(Need::switch_fact, std::move(steps));
  const SwitchFact& fact = *facts.switch_fact;
  if (fact.readable != Readable::yes) {
    steps.push_back({"switch", "cannot be read"});
    return ends(reason_of(fact.readable), std::move(steps));
  }
  steps.push_back({"switch", std::string(name_of(fact.position))});
  if (fact.position == Switch::off) return ends(Reason::switched_off, std::move(steps));

  Decision decision = decide_account(facts, std::move(steps));
  if (fact.position == Switch::observe && decision.need == Need::nothing) {
    decision.would = decision.ruling;
    decision.ruling = Ruling::ignore;
  }
  return decision;
}

}  // namespace tessera
