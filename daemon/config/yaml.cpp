// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/yaml.hpp"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "daemon/config/tree_builder.hpp"
#include "shared/text.hpp"

namespace tessera {
namespace {

void add(std::vector<ConfigError>& errors, Position at, std::string message) {
  errors.push_back({std::move(at), std::move(message)});
}

/// The first byte that may not stand in a configuration file.
std::optional<ConfigError> bad_byte(const std::string& text, const std::string& file) {
  Position at{file, 1, 1};
  const char* end = text.data() + text.size();
  for (const char* byte = text.data(); byte != end;) {
    const auto value = static_cast<unsigned char>(*byte);
    const std::size_t length = utf8_sequence(byte, end);
    if (length == 0) return ConfigError{at, "this is not UTF-8"};
    const bool control = value < 0x20 && value != '\n' && value != '\r' && value != '\t';
    if (control || value == 0x7F) return ConfigError{at, "a control character may not stand here"};
    at.column = value == '\n' ? 1 : at.column + 1;
    at.line += value == '\n' ? 1 : 0;
    byte += length;
  }
  return std::nullopt;
}

/// Builds the tree of the first document; a second one is an error.
NodePtr build(const std::string& text, const std::string& file, std::vector<ConfigError>& errors,
              std::size_t most_nodes) {
  std::istringstream input(text);
  YAML::Parser parser(input);
  TreeBuilder first(file, errors, most_nodes);
  parser.HandleNextDocument(first);
  if (first.failed()) return nullptr;
  TreeBuilder second(file, errors, most_nodes);
  if (!parser.HandleNextDocument(second)) return first.root();
  add(errors, second.root()->at, "a second document begins here; one file holds one");
  return nullptr;
}

}  // namespace

NodePtr parse_yaml(const std::string& text, const std::string& file, std::vector<ConfigError>& errors,
                   std::size_t most_nodes) {
  if (const auto error = bad_byte(text, file)) {
    errors.push_back(*error);
    return nullptr;
  }
  try {
    return build(text, file, errors, most_nodes);
  } catch (const YAML::Exception& error) {  // the library reports syntax errors by exceptions
    add(errors, {file, error.mark.line + 1, error.mark.column + 1}, "this is not YAML: " + error.msg);
    return nullptr;
  }
}

NodePtr read_yaml(const std::string& file, std::vector<ConfigError>& errors) {
  std::error_code missing;
  const auto status = std::filesystem::status(file, missing);
  if (!missing && !std::filesystem::is_regular_file(status)) {
    add(errors, {file}, "not a regular file");
    return nullptr;
  }
  std::ifstream input(file, std::ios::binary);
  if (!input) {
    add(errors, {file}, std::string("cannot be read: ") + std::strerror(errno));
    return nullptr;
  }
  std::string text(max_config_bytes + 1, '\0');
  input.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(input.gcount()));
  if (text.size() <= max_config_bytes) return parse_yaml(text, file, errors);
  add(errors, {file}, "larger than 1 MiB");
  return nullptr;
}

}  // namespace tessera
