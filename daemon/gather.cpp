// SPDX-License-Identifier: Apache-2.0
#include "daemon/gather.hpp"

#include <algorithm>
#include <utility>

namespace tessera {
namespace {

const ServiceRule* rule_of(const Config& config, const std::string& service) {
  const auto rule = std::ranges::find(config.services, service, &ServiceRule::name);
  return rule == config.services.end() ? nullptr : &*rule;
}

Readable readable_of(StoreError error) {
  return error == StoreError::corrupt ? Readable::corrupt : Readable::unavailable;
}

SwitchFact switch_fact_of(const Stored<LoginStart>& stored) {
  if (!stored) return {.readable = readable_of(stored.error())};
  return {.position = stored->environment.position};
}

/// What came with the switch, where it is the record of whoever is asked; else nothing.
std::optional<AccountState> take_early(Stored<LoginStart>& start, const LoginRequest& request, const LoginKey& key) {
  if (!start || key.account != request.user) return std::nullopt;
  return std::exchange(start->account, std::nullopt);
}

StandingFact standing_of(const Whois& whois) {
  switch (whois.origin) {
    case Origin::local:
      return {Standing::local, whois.source};
    case Origin::sso:
      return {Standing::sso, whois.source};
    case Origin::other:
      return {Standing::other, whois.source};
    case Origin::nobody:
      return {Standing::nobody, whois.source};
    case Origin::unclear:
      break;
  }
  return {Standing::unclear, whois.source};
}

/// Whoever cannot be looked up is asked: the question is the safe side.
void take_trust(Gathered& gathered, const Stored<std::optional<TimePoint>>& until) {
  if (until) gathered.trusted_until = *until;
  gathered.facts.trusted = gathered.trusted_until.has_value();
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// Of sshd alone, which takes the address from the socket; a name is whatever DNS says, so only literals count.
std::string trusted_network_of(const Config& config, const LoginRequest& request) {
  const auto address = request.service == "sshd" ? parse_address(request.rhost) : std::nullopt;
  if (!address || !request.from_root) return {};
  for (const Network& network : config.trusted_networks) {
    if (contains(network, *address)) return network.text;
  }
  return {};
}

/// su is asked of whoever types it: the audit login, or PAM's user where there is none. A process without audit
/// login may set one for itself, so single sign-on lets pass only where it is also who runs su.
Async<Whois> find_asked(Directory& directory, bool ask_invoker, LoginRequest request) {
  if (ask_invoker && request.loginuid) {
    Whois invoker = co_await directory.find_uid(*request.loginuid);
    if (invoker.origin != Origin::sso || request.real_uid == request.loginuid) co_return invoker;
  }
  co_return co_await directory.find(request.user);
}

void take_whois(Gathered& gathered, Whois whois, const Config& config) {
  if (!whois.name.empty()) gathered.facts.account = whois.name;
  gathered.key.account = gathered.facts.account;
  gathered.facts.standing = standing_of(whois);
  gathered.facts.machine_account = contains(config.machine_accounts, gathered.facts.account);
  gathered.whois = std::move(whois);
}

/// Contacts that are not in the store, where other sources are listed; an error there is no missing contact.
Async<void> add_other_contacts(Directory& directory, Gathered& gathered, AccountState& state) {
  FoundContacts found = co_await directory.contacts_of(gathered.key.account);
  gathered.contacts_unclear = found.answer == ContactsAnswer::unclear;
  gathered.contacts_source = found.source;
  if (gathered.contacts_unclear) gathered.whois.detail = found.detail;
  if (found.answer == ContactsAnswer::found) {
    state.account = Account{gathered.key.account, std::move(found.contacts), {}, std::move(found.language)};
  }
}

/// As the store has it, from the visit that told the switch where that was about the same account.
Async<Stored<AccountState>> load_record(Store& store, Directory& directory, Gathered& gathered,
                                        std::optional<AccountState> early, TimePoint now, bool other_sources) {
  Stored<AccountState> record;
  if (early) {
    record = std::move(*early);
  } else {
    record = co_await store.load_login(gathered.key, now);
  }
  gathered.contacts_on_record = record && record->account;
  if (other_sources && record && !record->account) co_await add_other_contacts(directory, gathered, *record);
  co_return record;
}

/// From here on the account's contacts are those that count.
void count(Gathered& gathered, const SeedKeys& seeds, TimePoint now) {
  auto& account = gathered.state.account;
  if (!account) return;
  gathered.counted = count_contacts(seeds, gathered.key.account, gathered.state.bindings, account->contacts,
                                    gathered.contacts_on_record, now);
  account->contacts = gathered.counted.contacts;
}

void take_record(Gathered& gathered, Stored<AccountState> stored, const SeedKeys& seeds, TimePoint now,
                 const Config& config) {
  if (!stored) {
    gathered.facts.record = RecordFact{.readable = readable_of(stored.error())};
    return;
  }
  gathered.state = std::move(*stored);
  count(gathered, seeds, now);
  const auto& account = gathered.state.account;
  if (account) {
    gathered.ways = with_preferred_first(ways_of(account->contacts, channels_served(config), config.limits.sends),
                                         gathered.state.preferred);
  }
  const bool locked = gathered.state.locked_until.has_value();
  const AttemptLimits& attempts = config.limits.attempts;
  gathered.facts.record = RecordFact{
      .locked = locked,
      .codes_off = codes_are_off(gathered.state.failures),
      .known_place = gathered.state.known_place,
      .has_app = gathered.state.app.has_value(),
      .has_backup = gathered.state.backup && !backup_codes_closed(gathered.state.failures, locked, attempts),
      .has_contact = account && (account->contacts.phone || account->contacts.email),
      .contacts_unclear = gathered.contacts_unclear,
      .has_channel = !gathered.ways.empty(),
  };
}

}  // namespace

bool asks_invoker(const Config& config, const std::string& service) {
  const ServiceRule* rule = rule_of(config, service);
  return rule != nullptr && rule->ask == Whom::invoker;
}

std::string explanation(const Gathered& gathered) {
  std::string line;
  for (const Step& step : gathered.decision.steps) line += (line.empty() ? "" : "; ") + step.fact + ": " + step.finding;
  line += explanation_of(gathered.counted);
  if (!gathered.whois.detail.empty()) line += " (" + gathered.whois.detail + ")";
  return line;
}

ChannelsServed channels_served(const Config& config) {
  return {!config.channels.text.empty(), !config.channels.call.empty(), !config.channels.email.empty()};
}

Async<Gathered> gather(Store& store, Directory& directory, const Clock& clock, const SeedKeys& seeds,
                       std::shared_ptr<const Config> config, LoginRequest request) {
  const ServiceRule* rule = rule_of(*config, request.service);
  Gathered gathered;
  gathered.facts.service = request.service;
  gathered.facts.account = request.user;
  gathered.facts.service_in_scope = rule != nullptr || request.own_account;
  if (request.own_account) gathered.facts.switch_fact = SwitchFact{.position = Switch::enforce};
  gathered.facts.trusted_network = trusted_network_of(*config, request);
  gathered.facts.may_be_trusted = !request.place.id.empty();
  const bool ask_invoker = request.own_account || asks_invoker(*config, request.service);
  gathered.key = {request.user, request.service, request.host, request.rhost};
  Stored<LoginStart> start;
  for (;;) {
    gathered.decision = decide(gathered.facts);
    switch (gathered.decision.need) {
      case Need::nothing:
        co_return gathered;
      case Need::switch_fact:
        start = co_await store.begin_login(gathered.key, clock.now());
        gathered.facts.switch_fact = switch_fact_of(start);
        break;
      case Need::standing:
        take_whois(gathered, co_await find_asked(directory, ask_invoker, request), *config);
        break;
      case Need::trust:
        take_trust(gathered, co_await store.trusted_until(gathered.key.account, request.place.id, clock.now()));
        break;
      case Need::record:
        take_record(gathered,
                    co_await load_record(store, directory, gathered, take_early(start, request, gathered.key),
                                         clock.now(), has_other_sources(*config)),
                    seeds, clock.now(), *config);
        break;
    }
  }
}

}  // namespace tessera
