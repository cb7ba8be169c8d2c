// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/yaml_json.hpp"

#include <yaml-cpp/yaml.h>

#include <charconv>

namespace tessera::ctl {
namespace {

Json scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!") return text;  // it was quoted
  if (text == "true" || text == "false") return text == "true";
  long long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? Json(number) : Json(text);
}

Json value(const YAML::Node& node) {
  if (node.IsScalar()) return scalar(node);
  if (node.IsSequence()) {
    Json list = Json::array();
    for (const YAML::Node& part : node) list.push_back(value(part));
    return list;
  }
  if (!node.IsMap()) return nullptr;
  Json map = Json::object();
  for (const auto& entry : node) map[entry.first.Scalar()] = value(entry.second);
  return map;
}

}  // namespace

Json json_of_yaml(const std::string& document) {
  return value(YAML::Load(document));
}

}  // namespace tessera::ctl
