// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "daemon/admin/arguments.hpp"
#include "daemon/admin/verbs.hpp"

namespace tessera {
namespace {

constexpr unsigned largest_answer = 10'000;  // entries, read whole before the first is sent

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json logged(const AuditEntry& entry) {
  Json item = Json::object();
  item["reference"] = text_or_null(entry.reference);
  item["time"] = rfc3339(entry.time);
  item["account"] = text_or_null(entry.account);
  item["service"] = text_or_null(entry.service);
  item["rhost"] = text_or_null(entry.rhost);
  item["channel"] = text_or_null(entry.channel);
  item["result"] = entry.result;
  item["reason"] = text_or_null(entry.reason);
  item["actor"] = text_or_null(entry.actor);
  item["detail"] = text_or_null(entry.detail);
  return item;
}

Json wrapped(const char* name, Json item) {
  Json outer = Json::object();
  outer[name] = std::move(item);
  return outer;
}

std::string_view next_part(std::string_view& text, std::string_view end) {
  const std::size_t at = text.find(end);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + end.size());
  return part;
}

/// "text by kannel sent 2026-11-24T14:02:00Z", or without a gateway that has answered.
Json delivery_in(std::string_view message) {
  Json item = Json::object();
  item["channel"] = next_part(message, " ");
  const bool has_gateway = message.starts_with("by ");
  if (has_gateway) next_part(message, " ");
  item["gateway"] = has_gateway ? Json(next_part(message, " ")) : Json(nullptr);
  item["status"] = next_part(message, " ");
  item["sent"] = message;
  return item;
}

/// What the store has put at the end of a refusal's detail.
std::vector<Json> deliveries_of(const AuditEntry& entry) {
  constexpr std::string_view before = "messages: ";
  std::vector<Json> deliveries;
  const std::size_t at = entry.detail.rfind(before);
  if (at == std::string::npos) return deliveries;
  std::string_view messages = std::string_view(entry.detail).substr(at + before.size());
  while (!messages.empty()) deliveries.push_back(delivery_in(next_part(messages, "; ")));
  return deliveries;
}

/// The refusal first, then what led to it: `entries` end with it.
Async<Outcome> tell_login(Call call, std::vector<AuditEntry> entries) {
  std::vector<Json> items;
  items.push_back(logged(entries.back()));
  for (std::size_t i = 0; i + 1 < entries.size(); ++i) items.push_back(wrapped("earlier", logged(entries[i])));
  for (Json& delivery : deliveries_of(entries.back())) items.push_back(wrapped("delivery", std::move(delivery)));
  for (Json& item : items) {
    const bool heard = co_await call.replies.item(std::move(item));
    if (!heard) break;
  }
  co_return Outcome{};
}

}  // namespace

/// The newest entries, oldest first, or the whole login behind a reference. One that finds nothing is a negative answer.
Async<Outcome> show_log(Call call) {
  Arguments args(std::move(call.args));
  LogQuery query;
  query.reference = args.optional_text("reference");
  query.account = args.optional_text("account");
  query.limit = args.optional_number("limit", 1, largest_answer).value_or(query.limit);
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  const std::string reference = query.reference.value_or(std::string());
  Stored<std::vector<AuditEntry>> entries = co_await call.context.store.log(std::move(query));
  if (!entries) co_return store_trouble(entries.error());
  if (!reference.empty() && entries->empty()) {
    co_return Outcome{exit_code::no, "no log entry has the reference " + reference};
  }
  if (!reference.empty()) co_return co_await tell_login(std::move(call), std::move(*entries));
  for (const AuditEntry& entry : *entries) {
    Json item = logged(entry);
    const bool heard = co_await call.replies.item(std::move(item));
    if (!heard) break;
  }
  co_return Outcome{};
}

}  // namespace tessera
