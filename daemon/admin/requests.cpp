// SPDX-License-Identifier: Apache-2.0
// Who wants an environment under MFA, and who says yes. A request may name several; a host rules on its own alone.
#include <algorithm>
#include <utility>

#include "daemon/admin/arguments.hpp"
#include "daemon/admin/environment_item.hpp"
#include "daemon/admin/request_mail.hpp"
#include "daemon/admin/survey.hpp"
#include "daemon/admin/verbs.hpp"
#include "daemon/service/message_ids.hpp"
#include "shared/text.hpp"

namespace tessera {
namespace {

constexpr std::size_t most_environments = 32, longest_subject = 200, longest_text = 4000;

Json environment_of(const RequestedEnvironment& one) {
  Json item = Json::object();
  item["name"] = one.name;
  item["url"] = one.url.empty() ? Json(nullptr) : Json(one.url);
  item["verdict"] = name_of(one.verdict);
  item["by"] = one.by.empty() ? Json(nullptr) : Json(one.by);
  item["at"] = time_or_null(one.at);
  item["reason"] = one.reason.empty() ? Json(nullptr) : Json(one.reason);
  return item;
}

Json request_item(const ChangeRequest& request) {
  Json item = Json::object();
  item["id"] = request.id;
  item["subject"] = request.subject;
  item["description"] = request.description;
  item["requester"] = request.requester;
  item["proven"] = request.audit_login && request.requester == request.person;
  item["person"] = request.person;
  item["audit_login"] = request.audit_login;
  item["at"] = rfc3339(request.at);
  item["accounts"] = request.accounts;
  item["not_ready"] = request.not_ready;
  item["environments"] = Json::array();
  for (const RequestedEnvironment& one : request.environments) item["environments"].push_back(environment_of(one));
  item["comments"] = Json::array();
  for (const RequestComment& one : request.comments) {
    item["comments"].push_back({{"by", one.by}, {"at", rfc3339(one.at)}, {"text", one.text}});
  }
  return item;
}

std::optional<std::string> text_mistake(std::string_view what, const std::string& text, std::size_t longest) {
  if (!text.empty() && text.size() <= longest && is_clean_text(text, Lines::many)) return std::nullopt;
  return std::string(what) + " must be a text of at most " + std::to_string(longest) + " bytes without control characters";
}

std::optional<std::string> environments_mistake(std::vector<Json> objects, ChangeRequest& request) {
  for (Json& object : objects) {
    Arguments args(std::move(object));
    RequestedEnvironment one;
    one.name = args.text("name");
    one.url = args.optional_text("url").value_or("");
    if (auto mistake = args.mistake()) return mistake;
    const bool twice = std::ranges::find(request.environments, one.name, &RequestedEnvironment::name) !=
                       request.environments.end();
    if (twice) return one.name + " is named twice";
    if (auto mistake = text_mistake("the name of an environment", one.name, 64)) return mistake;
    if (!one.url.empty() && text_mistake("url", one.url, 256)) return text_mistake("url", one.url, 256);
    request.environments.push_back(std::move(one));
  }
  return std::nullopt;
}

void note(const Call& call, std::string_view what, unsigned id) {
  call.context.log.write(Level::notice, "request " + std::to_string(id) + " " + std::string(what),
                         {{"ACTOR", call.actor}, message_id::request_changed});
}

Outcome no_request(unsigned id) { return {exit_code::no, "there is no request " + std::to_string(id)}; }

Json list_of(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(text);
  return list;
}

/// Where the request must be made once more: a store, and so a number, is one host's.
Json elsewhere_of(const ChangeRequest& request, const Config& config) {
  return list_of(named_elsewhere(request, config.environment.name));
}

/// Sends the request as it is now, and who was told of it.
Async<Outcome> show_told(Call call, unsigned id, bool approved, Told told) {
  const auto found = co_await call.context.requests.requests(id);
  if (!found) co_return store_trouble(found.error());
  if (found->empty()) co_return no_request(id);
  const auto config = call.context.config();
  Json item = request_item(found->front());
  item["elsewhere"] = elsewhere_of(found->front(), *config);
  item["mailed"] = list_of(told.mailed);
  item["not_mailed"] = list_of(told.not_mailed);
  if (approved) item["next"] = list_of(next_commands(config->environment.name));
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

/// Sends the request as it is now.
Async<Outcome> show_one(Call call, unsigned id) {
  const auto found = co_await call.context.requests.requests(id);
  if (!found) co_return store_trouble(found.error());
  if (found->empty()) co_return no_request(id);
  Json item = request_item(found->front());
  item["elsewhere"] = elsewhere_of(found->front(), *call.context.config());
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

Outcome ruled_outcome(Ruled ruled, const RequestRuling& ruling) {
  if (ruled == Ruled::no_request) return no_request(ruling.id);
  if (ruled == Ruled::not_named) {
    return {exit_code::no, "request " + std::to_string(ruling.id) + " does not name " + ruling.environment +
                               ", the environment of this host, and no other host knows its number: make the same request on a host of "
                               "the environment, and rule on it there"};
  }
  return {exit_code::not_permitted, "who asks does not approve: another administrator must, or set requests.same_person"};
}

Async<Outcome> rule(Call call, RequestRuling ruling) {
  const auto config = call.context.config();
  ruling.environment = config->environment.name;
  ruling.person = call.actor;
  ruling.audit_login = call.audit_login;
  if (ruling.by.empty()) ruling.by = call.actor;
  if (auto mistake = text_mistake("--as", ruling.by, 64)) co_return usage(std::move(*mistake));
  ruling.now = call.context.clock.now();
  ruling.same_person_may = config->requests.same_person;
  const Stored<Ruled> ruled = co_await call.context.requests.rule_request(ruling);
  if (!ruled) co_return store_trouble(ruled.error());
  if (*ruled != Ruled::ruled) co_return ruled_outcome(*ruled, ruling);
  note(call, name_of(ruling.verdict), ruling.id);
  Told told = co_await mail_verdict(call, ruling);
  const bool approved = ruling.verdict == RequestVerdict::approved;
  co_return co_await show_told(std::move(call), ruling.id, approved, std::move(told));
}

}  // namespace

Async<Outcome> environment_request(Call call) {
  Arguments args(std::move(call.args));
  ChangeRequest request;
  request.subject = args.text("subject");
  request.description = args.optional_text("description").value_or("");
  request.requester = args.optional_text("as").value_or(call.actor);
  std::vector<Json> objects = args.objects("environments", most_environments);
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (auto mistake = environments_mistake(std::move(objects), request)) co_return usage(std::move(*mistake));
  if (auto mistake = text_mistake("subject", request.subject, longest_subject)) co_return usage(std::move(*mistake));
  if (auto mistake = text_mistake("--as", request.requester, 64)) co_return usage(std::move(*mistake));
  if (!request.description.empty()) {
    if (auto mistake = text_mistake("description", request.description, longest_text)) co_return usage(std::move(*mistake));
  }
  request.person = call.actor;
  request.audit_login = call.audit_login;
  request.at = call.context.clock.now();
  const auto left = [&replies = call.replies] { return replies.are_unheard(); };
  const auto totals = co_await survey_all(call.context, left);
  if (!totals) co_return totals.error();
  request.accounts = totals->accounts;
  request.not_ready = totals->not_ready;
  const Stored<unsigned> id = co_await call.context.requests.add_request(request);
  if (!id) co_return store_trouble(id.error());
  request.id = *id;
  note(call, "made", *id);
  Told told = co_await mail_new(call, request);
  co_return co_await show_told(std::move(call), *id, false, std::move(told));
}

Async<Outcome> environment_requests(Call call) {
  Arguments args(std::move(call.args));
  const auto id = args.optional_number("id", 1, 1'000'000'000);
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (id) co_return co_await show_one(std::move(call), *id);
  const auto found = co_await call.context.requests.requests(std::nullopt);
  if (!found) co_return store_trouble(found.error());
  for (const ChangeRequest& request : *found) {
    Json item = request_item(request);
    const bool heard = co_await call.replies.item(std::move(item));
    if (!heard) break;
  }
  co_return Outcome{};
}

Async<Outcome> environment_comment(Call call) {
  Arguments args(std::move(call.args));
  const unsigned id = args.optional_number("id", 1, 1'000'000'000).value_or(0);
  RequestComment comment;
  comment.text = args.text("text");
  const auto name = args.optional_text("as");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (name) {
    if (auto mistake = text_mistake("--as", *name, 64)) co_return usage(std::move(*mistake));
  }
  comment.by = said_by(name.value_or(call.actor), call.actor, call.audit_login);
  if (auto mistake = text_mistake("the comment", comment.text, longest_text)) co_return usage(std::move(*mistake));
  comment.at = call.context.clock.now();
  const Stored<bool> kept = co_await call.context.requests.comment_request(id, std::move(comment));
  if (!kept) co_return store_trouble(kept.error());
  if (!*kept) co_return no_request(id);
  note(call, "commented", id);
  co_return co_await show_one(std::move(call), id);
}

Async<Outcome> environment_approve(Call call) {
  Arguments args(std::move(call.args));
  RequestRuling ruling;
  ruling.id = args.optional_number("id", 1, 1'000'000'000).value_or(0);
  ruling.by = args.optional_text("as").value_or("");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  co_return co_await rule(std::move(call), std::move(ruling));
}

Async<Outcome> environment_reject(Call call) {
  Arguments args(std::move(call.args));
  RequestRuling ruling;
  ruling.verdict = RequestVerdict::rejected;
  ruling.id = args.optional_number("id", 1, 1'000'000'000).value_or(0);
  ruling.by = args.optional_text("as").value_or("");
  ruling.reason = args.text("reason");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (auto mistake = text_mistake("reason", ruling.reason, longest_text)) co_return usage(std::move(*mistake));
  co_return co_await rule(std::move(call), std::move(ruling));
}

}  // namespace tessera
