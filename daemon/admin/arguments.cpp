// SPDX-License-Identifier: Apache-2.0
#include "daemon/admin/arguments.hpp"

#include <algorithm>

namespace tessera {
namespace {

std::string argument(std::string_view key) {
  return "argument \"" + std::string(key) + "\"";
}

}  // namespace

void Arguments::complain(std::string text) {
  if (!mistake_) mistake_ = std::move(text);
}

Json* Arguments::find(std::string_view key) {
  known_.emplace_back(key);
  const auto at = args_.find(std::string(key));
  return at == args_.end() ? nullptr : &*at;
}

std::string Arguments::text(std::string_view key) {
  auto value = optional_text(key);
  if (!value) complain(argument(key) + " is missing");
  return value.value_or(std::string());
}

std::optional<std::string> Arguments::optional_text(std::string_view key) {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto* text = value->get_ptr<const std::string*>();
  if (text != nullptr) return *text;
  complain(argument(key) + " must be a string");
  return std::string();
}

Secret Arguments::secret(std::string_view key) {
  Secret read(text(key));
  Json* value = find(key);
  auto* text = value == nullptr ? nullptr : value->get_ptr<std::string*>();
  if (text != nullptr) explicit_bzero(text->data(), text->size());
  return read;
}

std::vector<std::string> Arguments::texts(std::string_view key, std::size_t most) {
  const Json* value = find(key);
  if (value == nullptr) return {};
  const auto is_text = [](const Json& entry) { return entry.is_string(); };
  const auto* list = value->get_ptr<const Json::array_t*>();
  if (list != nullptr && list->size() <= most && std::ranges::all_of(*list, is_text)) {
    return value->get<std::vector<std::string>>();
  }
  complain(argument(key) + " must be a list of at most " + std::to_string(most) + " strings");
  return {};
}

std::optional<unsigned> Arguments::optional_number(std::string_view key, unsigned least, unsigned most) {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto* number = value->get_ptr<const Json::number_unsigned_t*>();
  if (number != nullptr && *number >= least && *number <= most) return static_cast<unsigned>(*number);
  complain(argument(key) + " must be a number from " + std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

bool Arguments::flag(std::string_view key) {
  const Json* value = find(key);
  if (value == nullptr) return false;
  const auto* flag = value->get_ptr<const Json::boolean_t*>();
  if (flag == nullptr) complain(argument(key) + " must be true or false");
  return flag != nullptr && *flag;
}

std::vector<Json> Arguments::objects(std::string_view key, std::size_t most) {
  Json* value = find(key);
  auto* list = value == nullptr ? nullptr : value->get_ptr<Json::array_t*>();
  const bool fits = list != nullptr && !list->empty() && list->size() <= most;
  if (fits && std::ranges::all_of(*list, [](const Json& entry) { return entry.is_object(); })) {
    return std::move(*list);
  }
  complain(argument(key) + " must be a list of 1 to " + std::to_string(most) + " objects");
  return {};
}

Change<std::string> Arguments::text_change(std::string_view key) {
  const Json* value = find(key);
  if (value == nullptr) return {};
  if (value->is_null()) return {true, std::nullopt};
  const auto* text = value->get_ptr<const std::string*>();
  if (text == nullptr) complain(argument(key) + " must be a string or null");
  return {true, text == nullptr ? std::nullopt : std::optional(*text)};
}

std::string Arguments::member(const Json& object, std::string_view key, std::string_view name) {
  const auto at = object.find(std::string(key));
  const auto* text = at == object.end() ? nullptr : at->get_ptr<const std::string*>();
  if (text == nullptr) complain(argument(name) + " needs a string \"" + std::string(key) + "\"");
  return text == nullptr ? std::string() : *text;
}

Change<Phone> Arguments::phone_change(std::string_view key) {
  const Json* value = find(key);
  if (value == nullptr) return {};
  if (value->is_null()) return {true, std::nullopt};
  if (!value->is_object()) {
    complain(argument(key) + " must be an object {e164, region, type} or null");
    return {true, std::nullopt};
  }
  Phone phone{member(*value, "e164", key), member(*value, "region", key), member(*value, "type", key)};
  if (value->size() != 3) complain(argument(key) + " knows e164, region and type alone");
  return {true, std::move(phone)};
}

std::optional<std::string> Arguments::mistake() {
  if (!args_.is_object()) return "\"args\" must be an object";
  for (const auto& entry : args_.items()) {
    if (std::ranges::find(known_, entry.key()) == known_.end())
      complain(argument(entry.key()) + " is not known here");
  }
  return mistake_;
}

}  // namespace tessera
