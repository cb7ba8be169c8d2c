// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/preset.hpp"

#include <algorithm>
#include <filesystem>

#include "daemon/config/suggest.hpp"
#include "daemon/config/words.hpp"
#include "daemon/config/yaml.hpp"

namespace tessera {
namespace {

Preset::Need need_named(const std::string& word) {
  if (word == "optional") return Preset::Need::optional;
  return word == "secret" ? Preset::Need::secret : Preset::Need::required;
}

void read_parameters(Section& file, Preset& preset) {
  Section parameters = file.section("parameters");
  if (!parameters.present()) return;
  for (const Entry& entry : parameters.node()->entries) {
    if (!is_plain_name(entry.key)) parameters.complain(entry.key, "is no name for a parameter");
    const auto need = parameters.one_of(entry.key, {"required", "optional", "secret"});
    if (need) preset.parameters.push_back({entry.key, need_named(*need)});
  }
}

void read_channels_served(Section& file, Preset& preset) {
  const auto words = file.words("channels");
  for (const Channel channel : all_channels) {
    if (!words) preset.channels.push_back(channel);
  }
  if (!words) return;
  for (const Word& word : *words) {
    const auto channel = channel_named(word.text);
    if (channel) {
      preset.channels.push_back(*channel);
    } else {
      file.errors().push_back(
          {word.at, "channels names " + quote(word.text) + known_words(word.text, {"text", "call", "email"})});
    }
  }
}

}  // namespace

std::vector<std::string> preset_names(const std::string& directory) {
  std::vector<std::string> names;
  std::error_code error;
  for (auto file = std::filesystem::directory_iterator(directory, error);
       !error && file != std::filesystem::directory_iterator(); file.increment(error)) {
    const std::filesystem::path& path = file->path();
    if (path.extension() == ".yaml" && is_plain_name(path.stem().string())) names.push_back(path.stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<Preset> read_preset(const std::string& directory, const std::string& name,
                                  std::vector<ConfigError>& errors) {
  const std::size_t mistakes = errors.size();
  const NodePtr root = read_yaml(directory + "/" + name + ".yaml", errors);
  if (root == nullptr) return std::nullopt;
  Section file(root.get(), "", errors);
  Preset preset;
  read_parameters(file, preset);
  read_channels_served(file, preset);
  assign(preset.url, file.text("url"));
  if (errors.size() != mistakes) return std::nullopt;
  return preset;
}

}  // namespace tessera
