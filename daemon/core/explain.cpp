// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/explain.hpp"

namespace tessera {
namespace {

std::string service_sentence(const Facts& facts, const Circumstances& circumstances) {
  if (!facts.service_in_scope) return facts.service + " is not in scope: services does not name it.";
  if (!circumstances.asks_invoker) return facts.service + " is in scope.";
  return facts.service + " is in scope. It asks whoever runs it, by audit login; where that is unset, the account that it leads to.";
}

std::string switch_sentence(const SwitchFact& fact) {
  if (fact.readable != Readable::yes) return "Cannot be read, so every login in scope is refused.";
  if (fact.position == Switch::off) return "Off: nobody is asked.";
  if (fact.position == Switch::enforce) return "Enforce.";
  return "Observe: what enforce would do is recorded, and nobody is asked.";
}

std::string account_sentence(const Facts& facts, const Circumstances& circumstances) {
  const std::string& source = facts.standing->source;
  switch (facts.standing->standing) {
    case Standing::local:
      return "Local, in the passwd file.";
    case Standing::sso:
      return "From " + source + ", one of sso.sources: its identity provider asks, and Tessera does not.";
    case Standing::other:
      return "Known by " + source + ", which is none of sso.sources: treated as local.";
    case Standing::nobody:
      return "No source of this host knows it.";
    case Standing::unclear:
      break;
  }
  const std::string& detail = circumstances.origin_detail;
  return "A source could not tell whether it knows it, which is never the same as no" + (detail.empty() ? "." : ": " + detail + ".");
}

std::string machine_sentence(const Facts& facts) {
  return facts.machine_account ? "One of machine_accounts: never let in interactively, its key alone is its way in."
                               : "Not in machine_accounts.";
}

std::string network_sentence(const Facts& facts, const Circumstances& circumstances) {
  if (!facts.trusted_network.empty()) return circumstances.rhost + " is in " + facts.trusted_network + ", one of trusted_networks.";
  if (!circumstances.has_networks) return "No trusted_networks are listed.";
  if (facts.service != "sshd") return "trusted_networks are for sshd alone.";
  if (circumstances.rhost.empty()) return "No address is known, so it is in none of trusted_networks.";
  if (!circumstances.is_literal) return circumstances.rhost + " is a name, and trusted_networks hold addresses alone.";
  return circumstances.rhost + " is in none of trusted_networks.";
}

std::string place_sentence(const Facts& facts, const Circumstances& circumstances) {
  if (!circumstances.trust_on) return "No place is trusted: trust.lifetime is 0.";
  if (facts.trusted.value_or(false)) return "Trusted until " + circumstances.trusted_until + ".";
  if (circumstances.places == 0) return "Not trusted.";
  return "Not known: " + std::to_string(circumstances.places) +
         (circumstances.places == 1 ? " trusted place" : " trusted places") +
         " of the account may be this one, and from such a place nothing is asked. The ssh key, or for su and sudo the "
         "login session, tells.";
}

std::string lock_sentence(const RecordFact& record, const Circumstances& circumstances) {
  if (record.readable != Readable::yes) return "The account's record cannot be read, so it is refused.";
  const std::string count = std::to_string(circumstances.failures) +
                            (circumstances.failures == 1 ? " wrong code" : " wrong codes") + " in a row" +
                            (record.known_place ? " from this place, which has a count of its own" : "");
  if (record.codes_off) return count + ": no code but a backup code works until tesseractl unlock.";
  if (record.locked) return count + ": locked until " + circumstances.locked_until + ".";
  if (circumstances.failures == 0) return "Not locked.";
  return "Not locked: " + count + "; " + std::to_string(circumstances.consecutive) + " lock it.";
}

std::string backup_sentence(const Circumstances& circumstances) {
  std::string text = circumstances.backup_codes == 0 ? "None." : std::to_string(circumstances.backup_codes) + " left.";
  return text + (circumstances.desk_code ? " One of the help desk's waits." : "");
}

std::string contact_sentence(const RecordFact& record, const Circumstances& circumstances) {
  if (record.contacts_unclear) {
    return "A source could not tell" + (circumstances.origin_detail.empty() ? "." : ": " + circumstances.origin_detail + ".");
  }
  const std::string news = circumstances.contacts_news.empty() ? "" : " But " + circumstances.contacts_news + ".";
  if (!record.has_contact) return (news.empty() ? "Neither phone nor e-mail is on record." : "None that counts.") + news;
  return (circumstances.contacts_source.empty() ? "On record." : "From " + circumstances.contacts_source + ".") + news;
}

std::string gateways_text(const std::vector<GatewayFact>& gateways) {
  std::string text;
  for (const GatewayFact& gateway : gateways) {
    text += (text.empty() ? " by " : ", then ") + gateway.name + " (" +
            (gateway.status.empty() ? "nothing known yet" : gateway.status + " " + gateway.at) + ")";
  }
  return text;
}

std::string channel_sentence(const ChannelFact& fact) {
  if (fact.to.empty()) return "Not offered: " + fact.not_offered + ".";
  bool works = false;
  for (const GatewayFact& gateway : fact.gateways) works = works || gateway.works;
  return "To " + fact.to + gateways_text(fact.gateways) + "." + (works ? "" : " All of them failed last.");
}

void add_record(std::vector<Step>& steps, const RecordFact& record, const Circumstances& circumstances) {
  steps.push_back({"lock", lock_sentence(record, circumstances)});
  if (record.readable != Readable::yes) return;
  steps.push_back({"app", record.has_app ? "Enrolled: its code is asked for first." : "None."});
  steps.push_back({"backup codes", backup_sentence(circumstances)});
  steps.push_back({"contacts", contact_sentence(record, circumstances)});
  for (const ChannelFact& fact : circumstances.channels) {
    steps.push_back({std::string(name_of(fact.channel)), channel_sentence(fact)});
  }
}

bool is_asked_at_all(Standing standing) { return standing == Standing::local || standing == Standing::other; }

void add_account(std::vector<Step>& steps, const Facts& facts, const Circumstances& circumstances) {
  steps.push_back({"account", account_sentence(facts, circumstances)});
  if (!is_asked_at_all(facts.standing->standing)) return;
  steps.push_back({"machine account", machine_sentence(facts)});
  if (facts.machine_account) return;
  steps.push_back({"network", network_sentence(facts, circumstances)});
  if (!facts.trusted_network.empty()) return;
  steps.push_back({"place", place_sentence(facts, circumstances)});
  if (facts.record) add_record(steps, *facts.record, circumstances);
}

std::string because(const Facts& facts, Reason reason) {
  switch (reason) {
    case Reason::service_not_in_scope:
      return facts.service + " is not in scope";
    case Reason::switched_off:
      return "the switch is off";
    case Reason::single_sign_on:
      return "single sign-on has asked";
    case Reason::trusted_network:
      return "it comes from a trusted network";
    case Reason::trusted_place:
      return "the place is trusted";
    case Reason::machine_account:
      return "it is a machine account";
    case Reason::nobody:
      return "nobody knows it";
    case Reason::origin_unclear:
      return "it cannot be told where it comes from";
    case Reason::contacts_unclear:
      return "it cannot be told how it is reached";
    case Reason::locked:
      return "too many wrong codes have locked it";
    case Reason::codes_off:
      return "a hundred wrong codes have put its codes off";
    case Reason::no_contact:
      return "it has no phone or e-mail on record";
    case Reason::no_channel:
      return "no channel with a gateway reaches it";
    default:
      return "the store cannot be used";
  }
}

std::string outcome(const Facts& facts, Ruling ruling, Reason reason) {
  if (ruling == Ruling::ask) return "asked for a code";
  if (ruling == Ruling::refuse) return "refused, since " + because(facts, reason);
  return "let in without a question, since " + because(facts, reason);
}

}  // namespace

std::vector<Step> explained(const Facts& facts, const Circumstances& circumstances) {
  std::vector<Step> steps;
  steps.push_back({"service", service_sentence(facts, circumstances)});
  if (!facts.switch_fact || !facts.service_in_scope) return steps;
  steps.push_back({"switch", switch_sentence(*facts.switch_fact)});
  if (facts.standing) add_account(steps, facts, circumstances);
  return steps;
}

std::string summary(const Facts& facts, const Decision& decision) {
  const std::string would = facts.account + " would be ";
  if (!decision.would) return would + outcome(facts, decision.ruling, decision.reason) + ".";
  return would + "let in without a question, since the switch is on observe; on enforce " +
         outcome(facts, *decision.would, decision.reason) + ".";
}

}  // namespace tessera
