// SPDX-License-Identifier: Apache-2.0
// The host's local accounts, read by the daemon itself: no NSS module is ever loaded into tesserad.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "daemon/accounts/table.hpp"
#include "daemon/accounts/watched_file.hpp"
#include "daemon/service/log.hpp"
#include "shared/result.hpp"

namespace tessera {

/// A passwd file's accounts by name and by uid. Where a name or uid stands twice the first line wins, as in
/// NSS.
struct PasswdTable {
  struct Entry {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
  };
  std::unordered_map<std::string, Entry> by_name;
  std::unordered_map<std::uint32_t, std::string> by_uid;
  /// Names whose line could not be understood: neither local nor unknown, since glibc might read it.
  std::unordered_set<std::string> damaged;
  std::vector<TableMistake> mistakes;
};

/// Parses passwd(5). Bad lines are skipped and listed; rows beyond max_table_rows make the table an error.
Result<PasswdTable, std::string> parse_passwd(std::string_view text);

struct PasswdAccount {
  std::string name;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
};

enum class PasswdAnswer { found, absent, error };

struct PasswdResult {
  PasswdAnswer answer = PasswdAnswer::error;
  PasswdAccount account;  ///< when found
  std::string detail;     ///< when an error: a sentence for the log
};

/// `paths.passwd`, read again when it changed. A file that cannot be read is an error, never 'absent'.
class PasswdFile {
 public:
  PasswdFile(std::string path, Log& log) : file_(std::move(path)), log_(log) {}

  PasswdResult find(const std::string& name);
  PasswdResult find_uid(std::uint32_t uid);

 private:
  /// Empty when the table is the file's; else why it is not.
  std::string refresh();

  WatchedFile file_;
  Log& log_;
  PasswdTable table_;
  std::string table_error_;
};

}  // namespace tessera
