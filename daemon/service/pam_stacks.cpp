// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/pam_stacks.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace tessera {
namespace {

using Folders = std::vector<std::string>;

constexpr unsigned deepest = 16;  // as deep as libpam itself goes, and more

bool stack_reaches(const Folders& folders, const std::string& name, unsigned depth);

/// What a line includes; empty where it includes nothing.
std::string included_by(std::istringstream& words, const std::string& type) {
  std::string control, file;
  if (type == "@include") return words >> file ? file : std::string();
  const bool is_auth = type == "auth" || type == "-auth";
  if (!is_auth || !(words >> control) || (control != "include" && control != "substack")) return {};
  return words >> file ? file : std::string();
}

bool line_reaches(const Folders& folders, const std::string& line, unsigned depth) {
  std::istringstream words(line);
  std::string type;
  if (!(words >> type) || type.starts_with('#')) return false;
  const bool is_auth = type == "auth" || type == "-auth";
  if (is_auth && line.find("pam_tessera") != std::string::npos) return true;
  const std::string file = included_by(words, type);
  return !file.empty() && stack_reaches(folders, file, depth + 1);
}

/// The first of the folders that has it; empty where none does.
std::string path_of(const Folders& folders, const std::string& name) {
  if (name.starts_with('/')) return name;
  std::error_code error;
  for (const std::string& folder : folders) {
    std::string path = folder + "/" + name;
    if (std::filesystem::exists(path, error)) return path;
  }
  return {};
}

bool stack_reaches(const Folders& folders, const std::string& name, unsigned depth) {
  if (depth > deepest) return true;
  std::ifstream file(path_of(folders, name));
  if (!file) return true;
  for (std::string line; std::getline(file, line);) {
    if (line_reaches(folders, line, depth)) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> pam_folders(const std::string& administrators) {
  if (administrators == "/etc/pam.d") return {administrators, "/usr/lib/pam.d"};
  return {administrators};
}

bool reaches_module(const std::vector<std::string>& folders, const std::string& service) {
  return stack_reaches(folders, path_of(folders, service).empty() ? "other" : service, 0);
}

}  // namespace tessera
