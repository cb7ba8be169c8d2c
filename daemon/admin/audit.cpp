// SPDX-License-Identifier: Apache-2.0
// account audit: every account that could log in, as a stream, and the totals at its end.
#include <utility>

#include "daemon/admin/arguments.hpp"
#include "daemon/admin/contact_changes.hpp"
#include "daemon/admin/origin.hpp"
#include "daemon/admin/survey.hpp"
#include "daemon/admin/verbs.hpp"

namespace tessera {
namespace {

/// "; phone held": does not count yet, so that what is shown in its place does.
std::string held_text(const CountedContacts& counted) {
  std::string text;
  for (const ContactNews& news : counted.news) {
    if (news.waits()) text += (text.empty() ? "; " : ", ") + std::string(key_of(news.kind));
  }
  return text.empty() ? text : text + " held";
}

/// What a person reads: "root: 8 backup codes", "sso: sss", "ready; phone held".
std::string verdict_text(const Surveyed& one) {
  std::string text(name_of(one.readiness));
  if (one.readiness == Readiness::root) text += ": " + std::to_string(one.factors.backup_codes) + " backup codes";
  if (one.readiness == Readiness::sso) text += ": " + one.whois.source;
  if (one.readiness == Readiness::machine) text += " (key only)";
  return text + held_text(one.counted);
}

Json phone_item(const std::optional<Phone>& phone) {
  if (!phone) return nullptr;
  Json item = Json::object();
  item["e164"] = phone->e164;
  item["region"] = phone->region;
  item["type"] = phone->type;
  return item;
}

/// What is on record or at another source, where something else counts: an export has these.
void add_record(Json& item, const Surveyed& one) {
  if (!one.factors.account || one.factors.account->contacts == one.counted.contacts) return;
  const Contacts& contacts = one.factors.account->contacts;
  item["record"] = {{"phone", phone_item(contacts.phone)}, {"email", contacts.email ? Json(*contacts.email) : Json(nullptr)}};
}

Json audited(const Surveyed& one) {
  const Contacts& contacts = one.counted.contacts;
  Json item = Json::object();
  item["account"] = one.name;
  item["origin"] = name_of(one.whois.origin);
  item["source"] = one.whois.source;
  item["population"] = one.creator ? "creator" : "express";
  item["phone"] = phone_item(contacts.phone);
  item["email"] = contacts.email ? Json(*contacts.email) : Json(nullptr);
  add_held(item, one.counted);
  add_record(item, one);
  const bool has_language = one.factors.account && one.factors.account->language;
  item["language"] = has_language ? Json(*one.factors.account->language) : Json(nullptr);
  item["app"] = one.factors.app;
  item["backup_codes"] = one.factors.backup_codes;
  item["channels"] = Json::array();
  for (const Channel channel : one.channels) item["channels"].push_back(tessera::name_of(channel));
  item["last_login"] = time_or_null(one.factors.last_login);
  item["verdict"] = name_of(one.readiness);
  item["says"] = verdict_text(one);
  item["ready"] = is_ready(one.readiness);
  return item;
}

std::optional<std::string> population_mistake(const std::optional<std::string>& population) {
  if (!population || *population == "creator" || *population == "express") return std::nullopt;
  return "population " + *population + " is not known; known: creator, express";
}

Json totals_item(const SurveyTotals& totals, const Survey& survey, const Config& config) {
  Json item = Json::object();
  item["environment"] = config.environment.name;
  item["accounts"] = totals.accounts;
  item["ready"] = totals.ready;
  item["not_ready"] = totals.not_ready;
  item["gone"] = totals.gone;
  item["creator_groups"] = config.populations.creator_groups;
  item["channel_troubles"] = survey.troubles();
  item["sources_not_listed"] = not_listed_items(survey.not_listed());
  Json wrapped = Json::object();
  wrapped["totals"] = std::move(item);
  return wrapped;
}

}  // namespace

Async<Outcome> account_audit(Call call) {
  Arguments args(std::move(call.args));
  const auto population = args.optional_text("population");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (auto mistake = population_mistake(population)) co_return usage(std::move(*mistake));
  auto survey = co_await Survey::begin(call.context);
  if (!survey) co_return std::move(survey.error());
  SurveyTotals totals;
  for (;;) {
    auto page = co_await (*survey)->next();
    if (!page) co_return std::move(page.error());
    if (page->empty()) break;
    for (const Surveyed& one : *page) {
      if (population && (*population == "creator") != one.creator) continue;
      totals.add(one);
      Json item = audited(one);
      const bool heard = co_await call.replies.item(std::move(item));
      if (!heard) co_return Outcome{};
    }
  }
  Json item = totals_item(totals, **survey, *call.context.config());
  co_await call.replies.item(std::move(item));
  co_return Outcome{totals.not_ready == 0 ? exit_code::yes : exit_code::no, {}};
}

}  // namespace tessera
