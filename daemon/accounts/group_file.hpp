// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/accounts/table.hpp"
#include "daemon/accounts/watched_file.hpp"
#include "daemon/service/log.hpp"
#include "shared/result.hpp"

namespace tessera {

struct Group {
  std::uint32_t gid = 0;
  std::vector<std::string> members;
};

/// A group file's groups by name; of two lines with one name the first wins.
struct GroupTable {
  std::unordered_map<std::string, Group> by_name;
  std::vector<TableMistake> mistakes;
};

/// Parses group(5). Bad lines are skipped and listed; rows beyond max_table_rows make the table an error.
Result<GroupTable, std::string> parse_group(std::string_view text);

/// `paths.group`, read again when it changed.
class GroupFile {
 public:
  GroupFile(std::string path, Log& log) : file_(std::move(path)), log_(log) {}

  /// Those of `groups` that list the account, or whose gid is `primary`. A file that cannot be read is logged once and
  /// has no groups.
  std::vector<std::string> groups_of(const std::vector<std::string>& groups, const std::string& account,
                                     std::optional<std::uint32_t> primary);

 private:
  void refresh();
  void report(std::string error);

  WatchedFile file_;
  Log& log_;
  GroupTable table_;
  std::string error_;
};

}  // namespace tessera
