// SPDX-License-Identifier: Apache-2.0
#include "daemon/accounts/passwd_file.hpp"

#include <algorithm>
#include <optional>

#include "daemon/accounts/table_log.hpp"
#include "shared/account_name.hpp"

namespace tessera {
namespace {

void note_mistake(PasswdTable& table, const TableRow& row, std::string_view reason) {
  table.mistakes.push_back({row.line, reason});
  std::string name(row.name);
  if (is_account_name(row.name) && !table.by_name.contains(name)) table.damaged.insert(std::move(name));
}

void add_row(PasswdTable& table, const TableRow& row) {
  if (!is_account_name(row.name))
    return note_mistake(table, row, "the name is not one that can be looked up");
  if (row.text.size() > max_table_line) return note_mistake(table, row, "the line is too long");
  // glibc needs name, password, uid and gid; home and shell may be missing
  if (row.fields < 4) return note_mistake(table, row, "fields are missing");
  const auto uid = table_number(row.id);
  const auto gid = table_number(row.fourth);
  if (!uid || !gid) return note_mistake(table, row, "uid or gid is not a number");
  std::string name(row.name);
  if (!table.by_name.emplace(name, PasswdTable::Entry{*uid, *gid}).second) return;
  table.by_uid.emplace(*uid, std::move(name));
}

}  // namespace

Result<PasswdTable, std::string> parse_passwd(std::string_view text) {
  PasswdTable table;
  const auto rows = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  if (rows > max_table_rows) return std::unexpected("more than 1000000 lines");
  table.by_name.reserve(rows);
  table.by_uid.reserve(rows);
  std::size_t line = 0;
  while (const auto row = next_row(text, line)) add_row(table, *row);
  return table;
}

std::string PasswdFile::refresh() {
  auto text = file_.refresh();
  if (!text) return text.error();
  if (!*text) return table_error_;
  auto table = parse_passwd(**text);
  table_error_ = table ? "" : file_.path() + ": " + table.error();
  table_ = table ? std::move(*table) : PasswdTable();
  log_mistakes(log_, file_.path(), table_.mistakes);
  return table_error_;
}

PasswdResult PasswdFile::find(const std::string& name) {
  if (auto error = refresh(); !error.empty()) return {PasswdAnswer::error, {}, std::move(error)};
  if (const auto at = table_.by_name.find(name); at != table_.by_name.end()) {
    return {PasswdAnswer::found, {name, at->second.uid, at->second.gid}, {}};
  }
  if (table_.damaged.contains(name)) {
    return {PasswdAnswer::error, {}, file_.path() + ": the account's line cannot be understood"};
  }
  return {PasswdAnswer::absent, {}, {}};
}

PasswdResult PasswdFile::find_uid(std::uint32_t uid) {
  if (auto error = refresh(); !error.empty()) return {PasswdAnswer::error, {}, std::move(error)};
  const auto at = table_.by_uid.find(uid);
  if (at == table_.by_uid.end()) return {PasswdAnswer::absent, {}, {}};
  const std::string name = at->second;  // find() may read the file again, and the table with it
  return find(name);
}

}  // namespace tessera
