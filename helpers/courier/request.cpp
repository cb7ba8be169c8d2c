// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/request.hpp"

#include <algorithm>

namespace tessera::courier {
namespace {

/// "name=value" pairs joined by '&', as queries and application/x-www-form-urlencoded bodies have them. An entry
/// whose optional parameter is absent is left out.
std::string pairs(const std::vector<NamedTemplate>& entries, const Values& values) {
  std::string out;
  for (const NamedTemplate& entry : entries) {
    const Place inner = entry.xml ? Place::xml : Place::plain;
    const auto value = entry.value.expand(values, inner);
    if (!value) continue;
    out += (out.empty() ? "" : "&") + encode(entry.name, Place::url) + "=" + encode(*value, Place::url);
  }
  return out;
}

nlohmann::ordered_json fill(const nlohmann::ordered_json& shape, const Values& values) {
  if (shape.is_string()) {
    const auto text = Template::parse(shape.get_ref<const std::string&>())->expand(values, Place::plain);
    return text ? nlohmann::ordered_json(*text) : nlohmann::ordered_json(nlohmann::ordered_json::value_t::discarded);
  }
  if (!shape.is_structured()) return shape;
  nlohmann::ordered_json filled = shape.is_array() ? nlohmann::ordered_json::array() : nlohmann::ordered_json::object();
  for (const auto& [key, each] : shape.items()) {
    const nlohmann::ordered_json value = fill(each, values);
    if (value.is_discarded()) continue;
    if (shape.is_array()) filled.push_back(value);
    else filled[key] = value;
  }
  return filled;
}

bool has_line_break(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

/// "." and ".." as a whole segment would climb (RFC 3986 5.2.4), and no encoding keeps servers from it.
bool has_dot_segment(std::string_view url) {
  std::string_view path = url.substr(0, url.find_first_of("?#"));
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    if (segment == "." || segment == "..") return true;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return false;
}

void add_body(const Preset& preset, const Values& values, HttpRequest& request) {
  if (preset.body == Preset::BodyKind::form) {
    request.headers.push_back("Content-Type: application/x-www-form-urlencoded");
    request.body = pairs(preset.form, values);
  } else if (preset.body == Preset::BodyKind::json) {
    request.headers.push_back("Content-Type: application/json");
    request.body = fill(preset.json, values).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  } else if (preset.body == Preset::BodyKind::xml) {
    request.headers.push_back("Content-Type: application/xml; charset=utf-8");
    request.body = preset.xml.expand(values, Place::xml).value_or("");
  }
}

}  // namespace

Result<HttpRequest, std::string> compose(const Preset& preset, const Template& url, const Values& values) {
  HttpRequest request;
  request.method = preset.method;
  const auto address = url.expand(values, Place::url);
  if (!address) return std::unexpected("the url needs a parameter that is not set");
  if (has_dot_segment(*address)) return std::unexpected("a segment of the url would be only dots");
  request.url = *address;
  if (const std::string query = pairs(preset.query, values); !query.empty()) {
    request.url += (address->find('?') == address->npos ? "?" : "&") + query;
  }
  for (const NamedTemplate& header : preset.headers) {
    const auto value = header.value.expand(values, Place::plain);
    if (!value) continue;
    if (has_line_break(*value)) return std::unexpected("the header " + header.name + " would hold a line break");
    request.headers.push_back(header.name + ": " + *value);
  }
  if (preset.user) request.user = preset.user->expand(values, Place::plain).value_or("");
  if (preset.password) request.password = preset.password->expand(values, Place::plain).value_or("");
  // In "user:password" the first colon ends the user (RFC 7617).
  if (request.user.find(':') != request.user.npos) return std::unexpected("the login's user would hold a colon");
  add_body(preset, values, request);
  return request;
}

}  // namespace tessera::courier
