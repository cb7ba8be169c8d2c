// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/load.hpp"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "daemon/config/merge.hpp"
#include "daemon/config/sections.hpp"
#include "daemon/config/yaml.hpp"

namespace tessera {
namespace {

using Errors = std::vector<ConfigError>;

/// FILE.d/*.yaml in byte order. That there is no such directory is no mistake.
std::vector<std::string> drop_ins(const std::string& file, Errors& errors) {
  const std::string directory = file + ".d";
  std::vector<std::string> files;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(directory, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.ends_with(".yaml") && !name.starts_with('.')) files.push_back(directory + "/" + name);
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    errors.push_back({{directory}, "cannot be read: " + error.message()});
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// The tree of all files; nothing when one of them cannot be read, since what follows would mislead.
NodePtr read_files(const std::string& file, Errors& errors) {
  NodePtr tree = read_yaml(file, errors);
  for (const std::string& drop_in : drop_ins(file, errors)) {
    const NodePtr over = read_yaml(drop_in, errors);
    tree = tree == nullptr || over == nullptr ? nullptr : merge(tree, over);
  }
  return tree;
}

Config read_sections(const Node& tree, Errors& errors) {
  Config config;
  Section file(&tree, "", errors);
  read_environment(file, config);
  read_scope(file, config);
  read_populations(file, config);
  read_accounts(file, config);
  read_paths(file, config);
  const GatewayFacts facts = read_gateways(file, config);
  read_channels(file, facts, config);
  read_limits(file, config);
  read_enrolment(file, config);
  read_portal(file, config);
  file.finish();
  return config;
}

bool stands_before(const ConfigError& a, const ConfigError& b) {
  return std::tie(a.at.file, a.at.line, a.at.column) < std::tie(b.at.file, b.at.line, b.at.column);
}

}  // namespace

std::string to_string(const ConfigError& error) {
  std::string text = error.at.file;
  if (error.at.line > 0) text += ":" + std::to_string(error.at.line) + ":" + std::to_string(error.at.column);
  return text + ": " + error.message;
}

Result<Config, std::vector<ConfigError>> load_config(const std::string& file) {
  Errors errors;
  const NodePtr tree = read_files(file, errors);
  Config config;
  if (tree != nullptr) config = read_sections(*tree, errors);
  config.file = file;
  if (errors.empty()) return config;
  std::stable_sort(errors.begin(), errors.end(), stands_before);
  return std::unexpected(errors);
}

}  // namespace tessera
