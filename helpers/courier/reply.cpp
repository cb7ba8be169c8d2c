// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/reply.hpp"

#include <algorithm>

namespace tessera::courier {
namespace {

template <class List, class Value>
bool holds(const List& list, const Value& value) {
  return std::ranges::find(list, value) != list.end();
}

/// The provider's own code; empty where the reply has none that is fit for a log.
std::string error_code(const std::optional<nlohmann::json::json_pointer>& where, const std::string& body) {
  if (!where) return {};
  const auto reply = nlohmann::json::parse(body, nullptr, false);
  if (reply.is_discarded()) return {};
  if (!reply.contains(*where)) return {};
  const auto& value = reply.at(*where);
  const std::string code = value.is_string() ? value.get<std::string>() : value.is_number_integer() ? value.dump() : "";
  const bool fit = code.size() <= 32 && std::ranges::all_of(code, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.';
  });
  return fit ? code : std::string();
}

struct Kind {
  const ReplyRule* rule;
  DeliveryStatus status;
};

DeliveryStatus unnamed(long status) {
  const bool passing = status == 408 || status == 429 || status >= 500 || (status >= 200 && status < 300);
  return passing ? DeliveryStatus::failed : DeliveryStatus::misconfigured;
}

DeliveryStatus failure(const Preset& preset, long status, const std::string& code, const std::string& body) {
  const Kind kinds[] = {{&preset.final, DeliveryStatus::refused},
                        {&preset.misconfigured, DeliveryStatus::misconfigured},
                        {&preset.passing, DeliveryStatus::failed}};
  for (const Kind& kind : kinds) {
    if (!code.empty() && holds(kind.rule->codes, code)) return kind.status;
  }
  for (const Kind& kind : kinds) {
    if (kind.rule->body && kind.rule->body->found_in(body)) return kind.status;
  }
  for (const Kind& kind : kinds) {
    if (holds(kind.rule->statuses, status)) return kind.status;
  }
  return unnamed(status);
}

}  // namespace

Answer judge(const Preset& preset, long status, const std::string& body) {
  const std::string code = error_code(preset.code_pointer, body);
  const std::string detail = "HTTP " + std::to_string(status) + (code.empty() ? "" : ", code " + code);
  const bool as_described = !preset.success_body || preset.success_body->found_in(body);
  if (holds(preset.success_statuses, status) && as_described) return {DeliveryStatus::sent, detail};
  return {failure(preset, status, code, body), detail};
}

}  // namespace tessera::courier
