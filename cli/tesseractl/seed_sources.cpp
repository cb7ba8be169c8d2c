// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/seed_sources.hpp"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "cli/tesseractl/input_file.hpp"
#include "cli/tesseractl/personal_files.hpp"
#include "daemon/service/exit_codes.hpp"

namespace tessera::ctl {
namespace {

constexpr std::size_t largest_seed_file = 256 << 20;
constexpr const char* personal_file = ".google_authenticator";

using Files = Result<std::vector<SeedFile>, Outcome>;

std::unexpected<Outcome> no_input(std::string sentence) {
  return std::unexpected(Outcome{exit_code::no_input, std::move(sentence)});
}

Result<std::string, Outcome> whole(const std::string& path) {
  const auto file = InputFile::open(path);
  if (!file) return no_input(file.error());
  if (file->size() > largest_seed_file) return no_input(path + ": is larger than 256 MiB");
  const auto read = file->from_start();
  std::string text;
  std::array<char, 65536> part;
  while (const ssize_t size = read(part.data(), part.size())) {
    if (size < 0 && errno != EINTR) return no_input(path + ": " + std::strerror(errno));
    if (size > 0) text.append(part.data(), static_cast<std::size_t>(size));
  }
  return text;
}

bool with_codes(const Config& config) {
  return config.limits.code.digits != 8;
}

bool is_folder(const std::string& path) {
  struct stat found {};
  return stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

SeedFile read_personal(PersonalFile& file, const Config& config) {
  if (!file.text) return {std::move(file.path), {}, {{{}, std::move(file.text.error())}}};
  return read_google_authenticator(std::move(file.path), *file.text, file.account, with_codes(config));
}

Files personal(Result<std::vector<PersonalFile>, std::string> found, const Config& config) {
  if (!found) return no_input(found.error());
  std::vector<SeedFile> files;
  for (PersonalFile& file : *found) files.push_back(read_personal(file, config));
  return files;
}

Files google_file(const SeedSource& source, const Config& config) {
  const auto owner = source.user.empty() ? owner_of(source.path, config.paths.passwd) : std::optional(source.user);
  const auto text = whole(source.path);
  if (!text) return std::unexpected(text.error());
  if (!owner) return std::unexpected(Outcome{exit_code::usage, source.path + ": whose it is cannot be told; say --user"});
  std::vector<SeedFile> files;
  files.push_back(read_google_authenticator(source.path, *text, *owner, with_codes(config)));
  return files;
}

}  // namespace

Files read_seeds(const SeedSource& source, const Config& config) {
  if (source.all_homes) return personal(files_in_homes(source.path, config.paths.passwd, personal_file), config);
  const bool google = source.format == "google-authenticator";
  if (google && is_folder(source.path)) return personal(files_by_account(source.path), config);
  if (google) return google_file(source, config);
  const auto text = whole(source.path);
  if (!text) return std::unexpected(text.error());
  std::vector<SeedFile> files;
  files.push_back(source.format == "oath" ? read_oath_users(source.path, *text) : read_seed_lines(source.path, *text));
  return files;
}

}  // namespace tessera::ctl
