// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/preset.hpp"

#include <regex.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace tessera::courier {
namespace {

using Errors = std::vector<ConfigError>;

bool is_letter_variable(std::string_view name) {
  return std::ranges::find(letter_variables, name) != std::end(letter_variables);
}

/// RFC 9110 5.6.2
bool is_token(std::string_view text) {
  constexpr std::string_view signs = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [=](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || signs.find(c) != signs.npos;
  });
}

/// Walks a preset's YAML, collecting every mistake.
class Reader {
 public:
  Reader(std::string file, Preset& preset) : file_(std::move(file)), preset_(preset) {}

  Errors read(const YAML::Node& root) {
    if (keys(root, "the preset", {"channels", "parameters", "method", "url", "query", "headers", "auth", "body", "success", "failures"})) {
      read_parameters(root["parameters"]);
      read_request(root);
      read_body(root["body"]);
      read_success(root, root["success"]);
      read_failures(root["failures"]);
    }
    return std::move(errors_);
  }

 private:
  void mistake(const YAML::Node& at, std::string message) {
    const YAML::Mark mark = at.Mark();
    errors_.push_back({{file_, mark.line + 1, mark.column + 1}, std::move(message)});
  }

  /// True for a map whose keys are all known.
  bool keys(const YAML::Node& node, const std::string& what, const std::vector<std::string>& known) {
    if (!node.IsMap()) {
      mistake(node, what + " must be a map");
      return false;
    }
    for (const auto& entry : node) {
      const YAML::Node& key = entry.first;
      const auto name = key.as<std::string>("");
      if (std::ranges::find(known, name) != known.end()) continue;
      std::string list;
      for (const std::string& each : known) list += (list.empty() ? "" : ", ") + each;
      mistake(key, what + " has no key \"" + name + "\"; known: " + list);
    }
    return true;
  }

  std::optional<std::string> scalar(const YAML::Node& node, const std::string& what) {
    if (node.IsScalar()) return node.Scalar();
    mistake(node, what + " must be a single value");
    return std::nullopt;
  }

  Template text(const YAML::Node& node, const std::string& what) {
    const auto source = scalar(node, what);
    if (!source) return {};
    auto parsed = Template::parse(*source);
    if (!parsed) {
      mistake(node, what + ": " + parsed.error());
      return {};
    }
    for (const std::string& name : parsed->variables()) {
      preset_.needs_code = preset_.needs_code || name == "code" || name == "spoken_code";
      if (is_letter_variable(name) || preset_.parameters.contains(name)) continue;
      mistake(node, what + " uses {" + name + "}, which is neither a parameter nor to, text, subject, code, spoken_code");
    }
    return std::move(*parsed);
  }

  std::vector<NamedTemplate> named(const YAML::Node& node, const std::string& what) {
    std::vector<NamedTemplate> result;
    if (!node) return result;
    if (!node.IsMap()) return mistake(node, what + " must be a map"), result;
    for (const auto& entry : node) {
      const YAML::Node &key = entry.first, &value = entry.second;
      const auto name = key.as<std::string>("");
      const bool xml = value.IsMap();
      if (xml && !keys(value, what + "." + name, {"xml"})) continue;
      if (xml && !value["xml"]) mistake(value, what + "." + name + " must be a value or {xml: ...}");
      else result.push_back({name, text(xml ? value["xml"] : value, what + "." + name), xml});
    }
    return result;
  }

  void read_parameters(const YAML::Node& node) {
    if (!node) return;
    if (!node.IsMap()) return mistake(node, "parameters must be a map");
    for (const auto& entry : node) {
      const YAML::Node &key = entry.first, &value = entry.second;
      const auto name = key.as<std::string>("");
      const auto need = value.IsScalar() ? value.Scalar() : std::string();
      if (is_letter_variable(name)) mistake(key, "a parameter cannot be named " + name + ", which every message has");
      if (need == "required") preset_.parameters[name] = Need::required;
      else if (need == "optional") preset_.parameters[name] = Need::optional;
      else if (need == "secret") preset_.parameters[name] = Need::secret;
      else mistake(value, "parameters." + name + " must be required, optional or secret");
    }
  }

  void read_request(const YAML::Node& root) {
    if (const auto method = root["method"]) preset_.method = scalar(method, "method").value_or("");
    if (preset_.method != "GET" && preset_.method != "POST" && preset_.method != "PUT") {
      mistake(root["method"], "method must be GET, POST or PUT");
    }
    if (!root["url"]) mistake(root, "url is missing");
    else read_url(root["url"]);
    preset_.query = named(root["query"], "query");
    preset_.headers = named(root["headers"], "headers");
    for (const NamedTemplate& header : preset_.headers) {
      if (!is_token(header.name)) mistake(root["headers"], "headers: \"" + header.name + "\" is no name of a header");
    }
    if (const auto auth = root["auth"]; auth && keys(auth, "auth", {"user", "password"})) {
      if (!auth["user"] || !auth["password"]) return mistake(auth, "auth needs user and password");
      preset_.user = text(auth["user"], "auth.user");
      preset_.password = text(auth["password"], "auth.password");
    }
  }

  void read_url(const YAML::Node& node) {
    preset_.url = text(node, "url");
    if (node.IsScalar() && !has_fixed_host(node.Scalar())) {
      mistake(node, "url must begin with a scheme and a host that do not depend on the message");
    }
  }

  void read_body(const YAML::Node& node) {
    if (!node || !keys(node, "body", {"form", "json", "xml"})) return;
    if (node.size() != 1) return mistake(node, "body must have one of form, json, xml");
    if (preset_.method == "GET") mistake(node, "a GET request has no body");
    if (node["form"]) preset_.body = Preset::BodyKind::form, preset_.form = named(node["form"], "body.form");
    if (node["json"]) preset_.body = Preset::BodyKind::json, preset_.json = json(node["json"], "body.json");
    if (node["xml"]) preset_.body = Preset::BodyKind::xml, preset_.xml = text(node["xml"], "body.xml");
  }

  nlohmann::ordered_json json(const YAML::Node& node, const std::string& what) {
    if (node.IsSequence()) {
      auto list = nlohmann::ordered_json::array();
      for (const auto& each : node) list.push_back(json(each, what));
      return list;
    }
    if (node.IsMap()) {
      auto object = nlohmann::ordered_json::object();
      for (const auto& entry : node) {
        const auto name = entry.first.as<std::string>("");
        object[name] = json(entry.second, what + "." + name);
      }
      return object;
    }
    return json_scalar(node, what);
  }

  /// YAML's own rule: unquoted true, null and numbers are what they look like, the rest is text.
  nlohmann::ordered_json json_scalar(const YAML::Node& node, const std::string& what) {
    if (node.IsNull()) return nullptr;
    const bool quoted = node.Tag() == "!";
    std::int64_t number = 0;
    if (!quoted && node.Scalar() == "true") return true;
    if (!quoted && node.Scalar() == "false") return false;
    if (!quoted && YAML::convert<std::int64_t>::decode(node, number)) return number;
    text(node, what);
    return node.Scalar();
  }

  std::vector<std::string> list(const YAML::Node& node, const std::string& what) {
    std::vector<std::string> values;
    if (!node) return values;
    if (node.IsScalar()) return {node.Scalar()};
    if (!node.IsSequence()) mistake(node, what + " must be a list");
    else for (const auto& each : node) values.push_back(scalar(each, what).value_or(""));
    return values;
  }

  std::vector<long> statuses(const YAML::Node& node, const std::string& what) {
    std::vector<long> numbers;
    for (const std::string& value : list(node, what)) {
      long number = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      const bool valid = error == std::errc() && end == value.data() + value.size() && number >= 200 && number <= 599;
      if (valid) numbers.push_back(number);
      else mistake(node, what + " must hold HTTP statuses from 200 to 599");
    }
    return numbers;
  }

  std::optional<Pattern> pattern(const YAML::Node& node, const std::string& what) {
    if (!node) return std::nullopt;
    auto compiled = Pattern::compile(scalar(node, what).value_or(""));
    if (!compiled) mistake(node, what + " is no extended regular expression");
    return compiled;
  }

  void read_success(const YAML::Node& root, const YAML::Node& node) {
    if (!node) return mistake(root, "success is missing");
    if (!keys(node, "success", {"status", "body"})) return;
    preset_.success_statuses = statuses(node["status"], "success.status");
    preset_.success_body = pattern(node["body"], "success.body");
    if (preset_.success_statuses.empty()) mistake(node, "success.status is missing");
  }

  /// A pointer that no reply can make throw; the empty one where there is a mistake.
  nlohmann::json::json_pointer pointer(const YAML::Node& node, const std::string& what) {
    const auto source = scalar(node, what);
    if (!source) return nlohmann::json::json_pointer();
    try {
      const nlohmann::json::json_pointer parsed(*source);
      // an index too large for an array is found at its use only, so each part is used once
      for (auto rest = parsed; !rest.empty(); rest.pop_back()) {
        (void)nlohmann::json::array().contains(nlohmann::json::json_pointer() / rest.back());
      }
      if (!parsed.empty()) return parsed;
    } catch (const nlohmann::json::exception&) {
    }
    mistake(node, what + " must be a JSON pointer like /code");
    return nlohmann::json::json_pointer();
  }

  void read_failures(const YAML::Node& node) {
    if (!node || !keys(node, "failures", {"code", "final", "passing", "misconfigured"})) return;
    if (node["code"]) preset_.code_pointer = pointer(node["code"], "failures.code");
    preset_.final = rule(node["final"], "failures.final");
    preset_.passing = rule(node["passing"], "failures.passing");
    preset_.misconfigured = rule(node["misconfigured"], "failures.misconfigured");
  }

  ReplyRule rule(const YAML::Node& node, const std::string& what) {
    if (!node || !keys(node, what, {"status", "code", "body"})) return {};
    if (node["code"] && !preset_.code_pointer) mistake(node["code"], what + ".code needs failures.code");
    return {statuses(node["status"], what + ".status"), list(node["code"], what + ".code"), pattern(node["body"], what + ".body")};
  }

  std::string file_;
  Preset& preset_;
  Errors errors_;
};

}  // namespace

std::optional<Pattern> Pattern::compile(const std::string& text) {
  Pattern result;
  auto* raw = new regex_t{};
  if (regcomp(raw, text.c_str(), REG_EXTENDED | REG_NOSUB | REG_NEWLINE) != 0) {
    delete raw;
    return std::nullopt;
  }
  result.compiled_ = std::shared_ptr<regex_t>(raw, [](regex_t* pattern) {
    regfree(pattern);
    delete pattern;
  });
  return result;
}

bool Pattern::found_in(const std::string& text) const {
  return regexec(compiled_.get(), text.c_str(), 0, nullptr, 0) == 0;
}

bool has_fixed_host(std::string_view url) {
  const std::size_t start = url.find("://");
  if (start == url.npos || start == 0) return false;
  const std::size_t end = url.find_first_of("/?#", start + 3);
  const std::string_view origin = url.substr(0, end);
  return std::ranges::none_of(letter_variables, [origin](std::string_view name) {
    return origin.find("{" + std::string(name) + "}") != origin.npos;
  });
}

Result<Preset, Errors> load_preset(const std::string& file, const std::string& name) {
  if (!std::filesystem::is_regular_file(file)) return std::unexpected(Errors{{{file, 0, 0}, "there is no such preset"}});
  Preset preset;
  preset.name = name;
  try {
    Errors errors = Reader(file, preset).read(YAML::LoadFile(file));
    if (!errors.empty()) return std::unexpected(std::move(errors));
  } catch (const YAML::Exception& error) {
    return std::unexpected(Errors{{{file, error.mark.line + 1, error.mark.column + 1}, error.msg}});
  }
  return preset;
}

}  // namespace tessera::courier
