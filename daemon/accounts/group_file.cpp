// SPDX-License-Identifier: Apache-2.0
#include "daemon/accounts/group_file.hpp"

#include <algorithm>
#include <iterator>

#include "daemon/accounts/table_log.hpp"
#include "shared/account_name.hpp"

namespace tessera {
namespace {

std::vector<std::string> split_members(std::string_view list) {
  std::vector<std::string> members;
  while (!list.empty()) {
    const std::size_t end = list.find(',');
    std::string_view member = list.substr(0, end);
    while (member.starts_with(' ')) member.remove_prefix(1);
    while (member.ends_with(' ') || member.ends_with('\r')) member.remove_suffix(1);
    if (is_account_name(member)) members.emplace_back(member);
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
  }
  return members;
}

std::string_view add_row(GroupTable& table, const TableRow& row) {
  if (!is_account_name(row.name)) return "the name is not one that can be looked up";
  if (row.text.size() > max_table_line) return "the line is too long";
  if (row.fields < 3) return "fields are missing";
  const auto gid = table_number(row.id);
  if (!gid) return "the gid is not a number";
  std::string name(row.name);
  if (!table.by_name.contains(name))
    table.by_name.emplace(std::move(name), Group{*gid, split_members(row.fourth)});
  return {};
}

}  // namespace

Result<GroupTable, std::string> parse_group(std::string_view text) {
  if (std::count(text.begin(), text.end(), '\n') > static_cast<std::ptrdiff_t>(max_table_rows)) {
    return std::unexpected("more than 1000000 lines");
  }
  GroupTable table;
  std::size_t line = 0;
  while (const auto row = next_row(text, line)) {
    const std::string_view reason = add_row(table, *row);
    if (!reason.empty()) table.mistakes.push_back({row->line, reason});
  }
  return table;
}

void GroupFile::report(std::string error) {
  if (error != error_ && !error.empty()) log_.write(Level::warning, error);
  error_ = std::move(error);
}

void GroupFile::refresh() {
  auto text = file_.refresh();
  if (text && !*text) return;
  auto table = text ? parse_group(**text) : std::unexpected(std::string());
  table_ = table ? std::move(*table) : GroupTable();
  if (!text) return report(std::move(text.error()));
  report(table ? "" : file_.path() + ": " + table.error());
  log_mistakes(log_, file_.path(), table_.mistakes);
}

std::vector<std::string> GroupFile::groups_of(const std::vector<std::string>& groups, const std::string& account,
                                              std::optional<std::uint32_t> primary) {
  refresh();
  std::vector<std::string> found;
  std::ranges::copy_if(groups, std::back_inserter(found), [&](const std::string& group) {
    const auto at = table_.by_name.find(group);
    if (at == table_.by_name.end()) return false;
    const auto& members = at->second.members;
    return primary == at->second.gid || std::ranges::find(members, account) != members.end();
  });
  return found;
}

}  // namespace tessera
