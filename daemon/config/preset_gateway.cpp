// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "daemon/config/gateway_readers.hpp"
#include "daemon/config/preset.hpp"
#include "daemon/config/suggest.hpp"

namespace tessera {
namespace {

bool is_general_key(std::string_view key) { return key == "url" || key == "tls" || key == "ca"; }

void read_parameter(Section& section, const Preset::Parameter& parameter, PresetGateway& gateway) {
  const std::string& name = parameter.name;
  if (parameter.need != Preset::Need::optional && section.find(name) == nullptr) {
    section.complain("lacks " + quote(name) + ", which preset " + quote(gateway.preset) + " requires");
  }
  if (is_general_key(name)) return;
  if (parameter.need == Preset::Need::secret) {
    if (const auto secret = section.secret(name)) gateway.secrets[name] = *secret;
    return;
  }
  const auto value = section.text(name);
  if (!value) return;
  if (value->starts_with("credential:") || value->starts_with("file:")) {
    section.complain(name, "is no secret of preset " + quote(gateway.preset) + ": write the value itself");
  }
  gateway.parameters[name] = *value;
}

/// The preset's name, when there is such a file.
std::optional<std::string> known_preset(Section& section, const std::string& directory) {
  const auto name = section.text("preset");
  if (!name) return std::nullopt;
  const std::vector<std::string> known = preset_names(directory);
  if (std::find(known.begin(), known.end(), *name) != known.end()) return name;
  const std::string none = "; there are none in " + directory + " (paths.presets)";
  section.complain("preset", "names " + quote(*name) + (known.empty() ? none : known_words(*name, known)));
  return std::nullopt;
}

}  // namespace

std::vector<Channel> read_preset_gateway(Section& section, const Config& config, Gateway& gateway) {
  gateway.kind = GatewayKind::preset;
  const auto name = known_preset(section, config.paths.presets);
  if (!name) return {};
  const auto preset = read_preset(config.paths.presets, *name, section.errors());
  if (!preset) return {};
  gateway.preset.preset = *name;
  for (const Preset::Parameter& parameter : preset->parameters) read_parameter(section, parameter, gateway.preset);
  assign(gateway.preset.url, section.text("url"));
  assign(gateway.preset.ca, section.absolute_path("ca"));
  const std::string& url = gateway.preset.url.empty() ? preset->url : gateway.preset.url;
  if (url.empty() && section.find("url") == nullptr) {
    section.complain("lacks \"url\": preset " + quote(*name) + " has none of its own");
  }
  if (!url.empty()) read_transport(section, url, "http", gateway.preset.tls);
  section.finish();
  return preset->channels;
}

}  // namespace tessera
