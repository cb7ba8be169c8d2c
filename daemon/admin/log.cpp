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

}  // namespace

/// The newest entries, oldest first. A reference that finds nothing is a negative answer.
Async<Outcome> show_log(Call call) {
  Arguments args(std::move(call.args));
  LogQuery query;
  query.reference = args.optional_text("reference");
  query.account = args.optional_text("account");
  query.limit = args.optional_number("limit", 1, largest_answer).value_or(query.limit);
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  const std::string reference = query.reference.value_or(std::string());
  const Stored<std::vector<AuditEntry>> entries = co_await call.context.store.log(std::move(query));
  if (!entries) co_return store_trouble(entries.error());
  for (const AuditEntry& entry : *entries) {
    Json item = logged(entry);
    const bool heard = co_await call.replies.item(std::move(item));
    if (!heard) co_return Outcome{};
  }
  if (!entries->empty() || reference.empty()) co_return Outcome{};
  co_return Outcome{exit_code::no, "no log entry has the reference " + reference};
}

}  // namespace tessera
