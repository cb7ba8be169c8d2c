// SPDX-License-Identifier: Apache-2.0
// Seeds as other programs keep them. Everything that is wrong is named by its place, and so is what is right but
// cannot be taken over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "helpers/contacts/csv_reader.hpp"

namespace tessera::ctl {

/// One account's seed, as tesserad takes it.
struct SeedRow {
  std::string account;
  std::string seed;  ///< base32
  std::string hash = "SHA1";
  unsigned digits = 6;
  unsigned period = 30;
  std::vector<std::string> backup_codes;
  Place account_at, seed_at;
};

struct SeedFile {
  std::string name;  ///< as messages have it
  std::vector<SeedRow> rows;
  std::vector<CsvMistake> mistakes;
};

/// `USER BASE32` a line; blank lines and those that begin with '#' mean nothing.
SeedFile read_seed_lines(std::string name, std::string_view text);

/// pam_oath's users file: `TYPE USER PIN HEXSEED ...` a line. Seeds that count and not go by time are no seeds here,
/// and a PIN is nothing that could be asked for.
SeedFile read_oath_users(std::string name, std::string_view text);

/// A file of google-authenticator's, which has one account's seed. Without `with_codes` its scratch codes are told as
/// what cannot be taken over.
SeedFile read_google_authenticator(std::string name, std::string_view text, const std::string& account, bool with_codes);

}  // namespace tessera::ctl
