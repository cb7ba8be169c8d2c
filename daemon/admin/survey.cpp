// SPDX-License-Identifier: Apache-2.0
#include "daemon/admin/survey.hpp"

#include <algorithm>
#include <utility>

#include "daemon/admin/lookups.hpp"
#include "daemon/core/menu.hpp"
#include "daemon/runtime/async.hpp"

namespace tessera {
namespace {

constexpr unsigned page = 500;
constexpr std::size_t told = 10;
constexpr std::size_t judged_a_turn = 50;  // each may have four contacts to open

Standing standing_of(Origin origin) {
  switch (origin) {
    case Origin::local:
      return Standing::local;
    case Origin::sso:
      return Standing::sso;
    case Origin::other:
      return Standing::other;
    case Origin::nobody:
      return Standing::nobody;
    case Origin::unclear:
      break;
  }
  return Standing::unclear;
}

bool is_trouble(DeliveryStatus status) {
  return status == DeliveryStatus::failed || status == DeliveryStatus::misconfigured;
}

/// A gateway that nothing is known of counts: it is configured, and the report names what failed alone.
bool works(const std::string& gateway, const std::vector<GatewayNews>& news) {
  const auto at = std::ranges::find(news, gateway, &GatewayNews::gateway);
  return at == news.end() || !is_trouble(at->status);
}

std::vector<std::string> names_of(const std::vector<Surveyed>& page_of) {
  std::vector<std::string> names;
  for (const Surveyed& one : page_of) names.push_back(one.name);
  return names;
}

bool requires_contact(const Config& config, std::string_view what) {
  return std::ranges::find(config.accounts.require, what) != config.accounts.require.end();
}

/// From the store's record or another source to what a login would use.
void count(Surveyed& one, const SeedKeys& seeds, TimePoint now) {
  if (!one.factors.account) return;
  one.counted = count_contacts(seeds, one.name, one.factors.bindings, one.factors.account->contacts, one.on_record, now);
}

bool is_local(const Surveyed& one) { return one.whois.origin == Origin::local; }

}  // namespace

void SurveyTotals::add(const Surveyed& surveyed) {
  if (surveyed.readiness == Readiness::gone) {
    ++gone;
    return;
  }
  ++accounts;
  if (is_ready(surveyed.readiness)) {
    ++ready;
    return;
  }
  ++not_ready;
  if (first_not_ready.size() < told) {
    first_not_ready.push_back(surveyed.name + ": " + std::string(name_of(surveyed.readiness)));
  }
}

Survey::Survey(AdminContext context)
    : context_(std::move(context)), config_(context_.config()), host_(context_.host_accounts()),
      sources_(context_.other_accounts()) {}

Async<Result<std::shared_ptr<Survey>, Outcome>> Survey::begin(AdminContext context) {
  auto survey = std::make_shared<Survey>(std::move(context));
  const Stored<std::vector<GatewayNews>> news = co_await survey->context_.readiness.gateway_news();
  if (!news) co_return std::unexpected(store_trouble(news.error()));
  survey->judge_gateways(*news);
  co_return survey;
}

void Survey::judge_gateways(const std::vector<GatewayNews>& news) {
  for (const Channel channel : all_channels) {
    const auto& gateways = gateways_of(*config_, channel);
    const auto works_now = [&news](const std::string& gateway) { return works(gateway, news); };
    if (std::ranges::any_of(gateways, works_now)) {
      working_.insert(channel);
      continue;
    }
    std::string names;
    for (const std::string& gateway : gateways) names += (names.empty() ? "" : ", ") + gateway;
    troubles_.push_back(std::string(tessera::name_of(channel)) +
                        (names.empty() ? ": has no gateway" : ": failed last: " + names));
  }
}

/// As the login will judge: ways_of() is the menu's own.
void Survey::judge(Surveyed& one) const {
  const Contacts& contacts = one.counted.contacts;
  const ChannelsServed served{working_.contains(Channel::text), working_.contains(Channel::call),
                              working_.contains(Channel::email)};
  for (const Way& way : ways_of(contacts, served, config_->limits.sends)) one.channels.push_back(way.channel);
  ReadinessFacts facts;
  facts.standing = one.contacts_unclear ? Standing::unclear : standing_of(one.whois.origin);
  facts.is_machine = std::ranges::find(config_->machine_accounts, one.name) != config_->machine_accounts.end();
  facts.is_root = one.root;
  facts.has_app = one.factors.app;
  facts.has_phone = contacts.phone.has_value();
  facts.has_email = contacts.email.has_value();
  facts.needs_phone = requires_contact(*config_, "phone");
  facts.needs_email = requires_contact(*config_, "email");
  facts.has_working_channel = !one.channels.empty();
  facts.codes_off = one.factors.codes_off;
  facts.contact_unreadable = one.counted.unreadable;
  facts.backup_codes = one.factors.backup_codes;
  one.readiness = readiness_of(facts);
}

Async<Result<std::vector<Surveyed>, Outcome>> Survey::assess(std::vector<Surveyed> assessed) {
  std::vector<std::string> names = names_of(assessed);
  Stored<std::vector<AccountFactors>> factors = co_await context_.readiness.factors_of(std::move(names));
  if (!factors) co_return std::unexpected(store_trouble(factors.error()));
  for (std::size_t i = 0; i < assessed.size(); ++i) {
    assessed[i].factors = std::move((*factors)[i]);
    assessed[i].on_record = assessed[i].factors.account.has_value();
    assessed[i].creator = context_.directory.is_creator(assessed[i].name, assessed[i].whois.gid);
  }
  if (has_other_sources(*config_)) assessed = co_await with_contacts_of_sources(std::move(assessed));
  const TimePoint now = context_.clock.now();
  for (std::size_t i = 0; i < assessed.size(); ++i) {
    count(assessed[i], context_.seeds, now);
    judge(assessed[i]);
    if (i % judged_a_turn == 0) co_await next_turn();  // logins share this thread
  }
  co_return assessed;
}

/// As at a login: who has no contact in the store may have one elsewhere. Whoever is not asked needs none.
Async<std::vector<Surveyed>> Survey::with_contacts_of_sources(std::vector<Surveyed> assessed) {
  std::vector<std::size_t> without;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < assessed.size(); ++i) {
    const Origin origin = assessed[i].whois.origin;
    if (assessed[i].factors.account || (origin != Origin::local && origin != Origin::other)) continue;
    without.push_back(i);
    names.push_back(assessed[i].name);
  }
  std::vector<FoundContacts> found = co_await contacts_of_all(context_.directory, std::move(names));
  for (std::size_t i = 0; i < found.size(); ++i) {
    Surveyed& one = assessed[without[i]];
    one.contacts_unclear = found[i].answer == ContactsAnswer::unclear;
    if (found[i].answer != ContactsAnswer::found) continue;
    one.factors.account = Account{one.name, std::move(found[i].contacts), {}, std::move(found[i].language)};
  }
  co_return assessed;
}

Async<Result<std::vector<Surveyed>, Outcome>> Survey::next() {
  if (host_) co_return co_await next_of_host();
  if (sources_) co_return co_await next_of_sources();
  co_return co_await next_on_record();
}

Async<Result<std::vector<Surveyed>, Outcome>> Survey::next_of_host() {
  const auto accounts = host_->next(page);
  if (!accounts) co_return std::unexpected(Outcome{exit_code::try_later, accounts.error()});
  if (accounts->empty()) {
    host_.reset();
    co_return co_await next_of_sources();
  }
  std::vector<Surveyed> read;
  for (const HostAccount& account : *accounts) {
    Surveyed one;
    one.name = account.name;
    one.whois = {Origin::local, account.name, "files", {}};
    one.root = account.uid == 0;
    read.push_back(std::move(one));
  }
  co_return co_await assess(std::move(read));
}

/// As a login would look them up. Those of the passwd file were there already, or have no shell to log in with.
Async<std::vector<Surveyed>> Survey::look_up(std::vector<std::string> names) {
  std::vector<Whois> found = co_await find_all(context_.directory, names);
  std::vector<Surveyed> read;
  for (std::size_t i = 0; i < found.size(); ++i) {
    Surveyed one;
    one.name = std::move(names[i]);
    one.whois = std::move(found[i]);
    read.push_back(std::move(one));
  }
  std::erase_if(read, is_local);
  co_return read;
}

Async<Result<SurveyTotals, Outcome>> survey_all(AdminContext context, std::function<bool()> is_abandoned) {
  auto survey = co_await Survey::begin(std::move(context));
  if (!survey) co_return std::unexpected(std::move(survey.error()));
  SurveyTotals totals;
  for (;;) {
    auto surveyed = co_await (*survey)->next();
    if (!surveyed) co_return std::unexpected(std::move(surveyed.error()));
    if (is_abandoned()) co_return std::unexpected(Outcome{exit_code::no, "the caller has left"});
    if (surveyed->empty()) break;
    for (const Surveyed& one : *surveyed) totals.add(one);
  }
  totals.not_listed = (*survey)->not_listed();
  co_return totals;
}

}  // namespace tessera
