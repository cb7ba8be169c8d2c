// SPDX-License-Identifier: Apache-2.0
// A provider as data: etc/gateways/NAME.yaml, described in docs and by the presets that are shipped.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/config/load.hpp"
#include "helpers/courier/template.hpp"

struct re_pattern_buffer;

namespace tessera::courier {

/// What a gateway of this preset has to say in tessera.yaml.
enum class Need { required, optional, secret };

/// A POSIX extended regular expression. (std::regex recurses once a character: a long reply would end the stack.)
class Pattern {
 public:
  static std::optional<Pattern> compile(const std::string& text);
  bool found_in(const std::string& text) const;

 private:
  std::shared_ptr<re_pattern_buffer> compiled_;
};

/// Says yes when one of its lists holds the reply's value. An empty rule says no.
struct ReplyRule {
  std::vector<long> statuses;
  std::vector<std::string> codes;
  std::optional<Pattern> body;
};

struct NamedTemplate {
  std::string name;
  Template value;
  bool xml = false;  ///< the value is an XML document: variables are encoded for XML first
};

struct Preset {
  enum class BodyKind { none, form, json, xml };

  std::string name;
  std::map<std::string, Need> parameters;
  std::string method = "POST";
  bool needs_code = false;  ///< it uses {code} or {spoken_code}
  Template url;
  std::vector<NamedTemplate> query, headers;
  std::optional<Template> user, password;  ///< HTTP Basic (RFC 7617)
  BodyKind body = BodyKind::none;
  std::vector<NamedTemplate> form;
  nlohmann::ordered_json json;  ///< every string in it is a valid template
  Template xml;
  std::vector<long> success_statuses;
  std::optional<Pattern> success_body;  ///< beside the status
  /// RFC 6901, where a JSON reply has the provider's own error code.
  std::optional<nlohmann::json::json_pointer> code_pointer;
  ReplyRule final, passing, misconfigured;
};

/// Variables that every letter has; parameters are named otherwise.
inline constexpr std::string_view letter_variables[] = {"to", "text", "subject", "code", "spoken_code"};

/// Reads one preset. All mistakes are returned, with file, line and column.
Result<Preset, std::vector<ConfigError>> load_preset(const std::string& file, const std::string& name);

/// Whether the URL's scheme and host stand there without a letter's variables, which must not choose where it goes.
bool has_fixed_host(std::string_view url);

}  // namespace tessera::courier
