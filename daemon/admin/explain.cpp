// SPDX-License-Identifier: Apache-2.0
// explain: what a login would come to and why, by the login's own code. Reads, and changes nothing.
#include "daemon/core/explain.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "daemon/admin/account_rules.hpp"
#include "daemon/admin/arguments.hpp"
#include "daemon/admin/delivery_status.hpp"
#include "daemon/admin/verbs.hpp"
#include "daemon/core/trust.hpp"
#include "shared/text.hpp"
#include "shared/verdict_names.hpp"

namespace tessera {
namespace {

constexpr std::size_t longest_rhost = 256, longest_service = 64, longest_tty = 128;  // as in Hello

struct Question {
  std::string account, service, rhost, tty;
  bool batch = false;
};

Question read_question(Arguments& args) {
  Question question;
  question.account = args.text("account");
  question.service = args.optional_text("service").value_or("sshd");
  question.rhost = args.optional_text("rhost").value_or(std::string());
  question.tty = args.optional_text("tty").value_or(std::string());
  question.batch = args.flag("batch");
  return question;
}

bool fits(const std::string& text, std::size_t most) { return text.size() <= most && is_clean_text(text, Lines::one); }

/// What no module would say.
std::optional<Outcome> objection_to_question(const Question& question) {
  if (auto bad = name_objection(question.account)) return bad;
  if (question.service.empty() || !fits(question.service, longest_service))
    return usage("the service is empty, too long, or holds a control character");
  if (!fits(question.rhost, longest_rhost)) return usage("the address is too long, or holds a control character");
  if (!fits(question.tty, longest_tty)) return usage("the terminal is too long, or holds a control character");
  return std::nullopt;
}

/// As the module's would be, but for what only a connection has: ssh's key, and the login session of su and sudo.
std::unique_ptr<LoginRequest> request_for(const Question& question, const Config& config) {
  auto request = std::make_unique<LoginRequest>();
  request->service = question.service;
  request->user = question.account;
  request->rhost = question.rhost;
  request->from_root = true;
  if (config.trust.lifetime <= milliseconds::zero()) return request;
  TrustRequest from{};
  from.service = request->service;
  from.rhost = request->rhost;
  from.by_address = config.trust.by_address;
  request->place = trusted_place_of(from);
  return request;
}

bool may_be(const TrustedPlace& place, const Question& question) {
  if (question.service.starts_with("su")) return place.place.starts_with("session ");
  if (question.service != "sshd" && !question.service.ends_with("-sshd")) return false;
  return place.place.starts_with(question.rhost.empty() ? "ssh " : "ssh " + question.rhost + " ");
}

GatewayFact gateway_fact(const std::string& name, const std::vector<GatewayNews>& news) {
  GatewayFact fact;
  fact.name = name;
  const auto at = std::ranges::find(news, name, &GatewayNews::gateway);
  if (at == news.end()) return fact;
  fact.status = name_of(at->status);
  fact.at = rfc3339(at->at);
  fact.works = at->status != DeliveryStatus::failed && at->status != DeliveryStatus::misconfigured;
  return fact;
}

std::string why_not_offered(Channel channel, const Contacts& contacts, const Config& config) {
  if (gateways_of(config, channel).empty()) return "the channel has no gateway";
  if (channel == Channel::email) return "no e-mail address counts";
  if (!contacts.phone) return "no phone counts";
  return "limits.sends.regions does not have " + contacts.phone->region;
}

ChannelFact channel_fact(Channel channel, const Gathered& seen, const Config& config,
                         const std::vector<GatewayNews>& news) {
  ChannelFact fact;
  fact.channel = channel;
  const auto way = std::ranges::find(seen.ways, channel, &Way::channel);
  if (way != seen.ways.end()) fact.to = masked(*way);
  const Contacts contacts = seen.state.account ? seen.state.account->contacts : Contacts{};
  if (fact.to.empty()) fact.not_offered = why_not_offered(channel, contacts, config);
  for (const std::string& gateway : gateways_of(config, channel)) fact.gateways.push_back(gateway_fact(gateway, news));
  return fact;
}

void take_record(Circumstances& known, const Gathered& seen, const Config& config,
                 const std::vector<GatewayNews>& news) {
  known.failures = seen.state.failures;
  known.consecutive = config.limits.attempts.consecutive;
  if (seen.state.locked_until) known.locked_until = rfc3339(*seen.state.locked_until);
  known.backup_codes = seen.state.backup ? seen.state.backup->left : 0;
  known.desk_code = seen.state.backup && seen.state.backup->desk_code;
  known.contacts_source = seen.contacts_source;
  known.contacts_news = explanation_of(seen.counted);
  if (known.contacts_news.starts_with("; ")) known.contacts_news.erase(0, 2);
  for (const Channel channel : all_channels) known.channels.push_back(channel_fact(channel, seen, config, news));
}

Circumstances circumstances_of(const Question& question, const Gathered& seen, const Config& config,
                               const std::vector<GatewayNews>& news) {
  Circumstances known;
  known.rhost = question.rhost;
  known.asks_invoker = asks_invoker(config, question.service);
  known.has_networks = !config.trusted_networks.empty();
  known.is_literal = parse_address(question.rhost).has_value();
  known.trust_on = config.trust.lifetime > milliseconds::zero();
  if (seen.trusted_until) known.trusted_until = rfc3339(*seen.trusted_until);
  known.origin_detail = seen.whois.detail;
  if (seen.facts.record) take_record(known, seen, config, news);
  return known;
}

Json step_item(const Step& step) {
  Json item = Json::object();
  item["step"] = step.fact;
  item["says"] = step.finding;
  return item;
}

std::string_view name_of(Ruling ruling) {
  constexpr std::string_view words[] = {"ignore", "refuse", "ask", "trust"};
  return words[static_cast<unsigned>(ruling)];
}

Json decision_item(const Question& question, const Foresight& foresight) {
  const Decision& decision = foresight.seen.decision;
  Json item = Json::object();
  item["account"] = foresight.seen.facts.account;
  item["service"] = question.service;
  item["rhost"] = question.rhost.empty() ? Json(nullptr) : Json(question.rhost);
  item["ruling"] = name_of(decision.ruling);
  item["reason"] = tessera::name_of(decision.reason);
  item["would"] = decision.would ? Json(name_of(*decision.would)) : Json(nullptr);
  item["verdict"] = foresight.verdict ? Json(tessera::name_of(*foresight.verdict)) : Json(nullptr);
  item["pam"] = foresight.verdict ? Json(pam_name(*foresight.verdict)) : Json(nullptr);
  item["says"] = summary(foresight.seen.facts, decision);
  item["detail"] = foresight.detail;
  item["first_words"] = foresight.first_words.empty() ? Json(nullptr) : Json(foresight.first_words);
  return item;
}

/// Which place it is cannot be told; whether there is one that it could be, can.
Async<unsigned> places_of(Store& store, Question question, std::string account, TimePoint now) {
  const auto places = co_await store.list_trust(std::move(account), now);
  if (!places) co_return 0;
  const auto counts = [&question](const TrustedPlace& place) { return may_be(place, question); };
  co_return static_cast<unsigned>(std::ranges::count_if(*places, counts));
}

Async<Outcome> tell_explained(Call call, Question question, std::shared_ptr<const Foresight> foresight, Circumstances known) {
  const Gathered& seen = foresight->seen;
  for (const Step& step : explained(seen.facts, known)) {
    Json item = step_item(step);
    const bool heard = co_await call.replies.item(std::move(item));
    if (!heard) co_return Outcome{};
  }
  Json item = decision_item(question, *foresight);
  if (question.batch) item["batch"] = batch_advice(seen.facts, seen.decision, known);
  Json wrapped = Json::object();
  wrapped["decision"] = std::move(item);
  co_await call.replies.item(std::move(wrapped));
  co_return Outcome{seen.decision.ruling == Ruling::refuse ? exit_code::no : exit_code::yes, {}};
}

}  // namespace

Async<Outcome> explain(Call call) {
  Arguments args(std::move(call.args));
  Question question = read_question(args);
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (auto bad = objection_to_question(question)) co_return std::move(*bad);
  const auto config = call.context.config();
  auto request = request_for(question, *config);
  auto foresight = std::make_shared<const Foresight>(co_await call.context.foresee(std::move(request)));
  std::vector<GatewayNews> news;
  if (foresight->seen.facts.record) {
    Stored<std::vector<GatewayNews>> stored = co_await call.context.readiness.gateway_news();
    if (stored) news = std::move(*stored);
  }
  Circumstances known = circumstances_of(question, foresight->seen, *config, news);
  const bool asks_place = known.trust_on && foresight->seen.facts.record && !foresight->seen.trusted_until;
  if (asks_place) {
    std::string account = foresight->seen.facts.account;
    known.places = co_await places_of(call.context.store, question, std::move(account), call.context.clock.now());
  }
  co_return co_await tell_explained(std::move(call), std::move(question), std::move(foresight), std::move(known));
}

}  // namespace tessera
