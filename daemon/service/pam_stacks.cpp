// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/pam_stacks.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace tessera {
namespace {

constexpr unsigned deepest = 16;  // as deep as libpam itself goes, and more

bool stack_reaches(const std::string& folder, const std::string& name, unsigned depth);

/// What a line includes; empty where it includes nothing.
std::string included_by(std::istringstream& words, const std::string& type) {
  std::string control, file;
  if (type == "@include") return words >> file ? file : std::string();
  const bool is_auth = type == "auth" || type == "-auth";
  if (!is_auth || !(words >> control) || (control != "include" && control != "substack")) return {};
  return words >> file ? file : std::string();
}

bool line_reaches(const std::string& folder, const std::string& line, unsigned depth) {
  std::istringstream words(line);
  std::string type;
  if (!(words >> type) || type.starts_with('#')) return false;
  const bool is_auth = type == "auth" || type == "-auth";
  if (is_auth && line.find("pam_tessera") != std::string::npos) return true;
  const std::string file = included_by(words, type);
  return !file.empty() && stack_reaches(folder, file, depth + 1);
}

bool stack_reaches(const std::string& folder, const std::string& name, unsigned depth) {
  if (depth > deepest) return true;
  std::ifstream file(name.starts_with('/') ? name : folder + "/" + name);
  if (!file) return true;
  for (std::string line; std::getline(file, line);) {
    if (line_reaches(folder, line, depth)) return true;
  }
  return false;
}

}  // namespace

bool reaches_module(const std::string& folder, const std::string& service) {
  std::error_code error;
  const bool own = std::filesystem::exists(folder + "/" + service, error);
  return stack_reaches(folder, own ? service : "other", 0);
}

}  // namespace tessera
