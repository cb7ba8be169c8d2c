// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/audit.hpp"

#include <algorithm>
#include <array>

namespace tessera::sqlite {
namespace {

/// Without those that are mistaken for one another when read out over the phone: 0 O, 1 I L.
constexpr std::string_view letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
constexpr std::size_t reference_length = 4;

/// Random letters, each equally likely; nothing when the generator fails.
std::string random_reference(Random& random) {
  constexpr unsigned fair = 256 / letters.size() * letters.size();
  std::string reference;
  while (reference.size() < reference_length) {
    std::array<std::byte, 16> bytes;
    if (!random.fill(bytes)) return {};
    for (const std::byte byte : bytes) {
      const auto value = std::to_integer<unsigned>(byte);
      if (value < fair && reference.size() < reference_length) reference += letters[value % letters.size()];
    }
  }
  return reference;
}

bool is_taken(Database& database, const std::string& reference, TimePoint day_of) {
  return database
      .query("SELECT 1 FROM audit WHERE reference = ?1 AND reference <> '' AND time / 86400000 = ?2 / 86400000",
             reference, day_of)
      .next();
}

/// Unique among the rows of this UTC day. Some 900,000 exist, so a few tries do.
std::string new_reference(Database& database, Random& random, TimePoint now) {
  for (int tries = 0; tries < 100; ++tries) {
    std::string reference = random_reference(random);
    if (!reference.empty() && !is_taken(database, reference, now)) return reference;
  }
  database.fail(StoreError::unavailable, "no reference could be made");
  return {};
}

AuditEntry entry_of(Query& row) {
  AuditEntry entry;
  entry.reference = row.text(0);
  entry.time = row.time(1);
  entry.account = row.text(2);
  entry.service = row.text(3);
  entry.rhost = row.text(4);
  entry.channel = row.text(5);
  entry.result = row.text(6);
  entry.reason = row.text(7);
  entry.actor = row.text(8);
  entry.detail = row.text(9);
  return entry;
}

#define TESSERA_AUDIT_COLUMNS \
  "SELECT reference, time, account, service, rhost, channel, result, reason, actor, detail FROM audit "

constexpr milliseconds longest_login = std::chrono::hours(1);  // the module's own bound on timeout=
constexpr unsigned rows_looked_at = 10'000;                    // of the account, for those of one login

/// The newest entry that has the reference, and the rows of its login before it; newest first. A login ends with its
/// first row that is no wrong code: what has the same key before that is another login's.
std::vector<AuditEntry> login_behind(Database& database, const std::string& reference, unsigned limit) {
  std::vector<AuditEntry> entries;
  {
    Query rows = database.query(TESSERA_AUDIT_COLUMNS "WHERE reference = ?1 AND reference <> '' ORDER BY id DESC LIMIT 1",
                                reference);
    if (!rows.next()) return entries;
    entries.push_back(entry_of(rows));
  }
  const AuditEntry end = entries.front();
  if (end.service.empty()) return entries;
  Query rows = database.query(TESSERA_AUDIT_COLUMNS
                              "WHERE account = ?1 AND id < (SELECT max(id) FROM audit WHERE reference = ?2 AND reference "
                              "<> '') ORDER BY id DESC LIMIT ?3",
                              end.account, reference, rows_looked_at);
  while (rows.next() && entries.size() < limit) {
    AuditEntry entry = entry_of(rows);
    if (entry.time + longest_login < end.time) break;
    if (entry.service != end.service || entry.rhost != end.rhost) continue;
    if (entry.result != "wrong") break;
    entries.push_back(std::move(entry));
  }
  return entries;
}

Query newest_first(Database& database, const LogQuery& query) {
  if (query.account) {
    return database.query(TESSERA_AUDIT_COLUMNS "WHERE account = ?1 ORDER BY id DESC LIMIT ?2", *query.account,
                          query.limit);
  }
  return database.query(TESSERA_AUDIT_COLUMNS "ORDER BY id DESC LIMIT ?1", query.limit);
}

#undef TESSERA_AUDIT_COLUMNS

}  // namespace

std::string append_audit(Database& database, Random& random, const AuditEntry& entry, bool wants_reference) {
  const std::string reference = wants_reference ? new_reference(database, random, entry.time) : std::string();
  database.run(
      "INSERT INTO audit (time, reference, account, service, rhost, channel, result, reason, actor, detail) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
      entry.time, reference, entry.account, entry.service, entry.rhost, entry.channel, entry.result, entry.reason,
      entry.actor, entry.detail);
  return reference;
}

void audit_change(Database& database, std::string account, std::string reason, std::string actor, TimePoint at,
                  std::string detail) {
  database.run(
      "INSERT INTO audit (time, reference, account, service, rhost, channel, result, reason, actor, detail) "
      "VALUES (?1, '', ?2, '', '', '', 'changed', ?3, ?4, ?5)",
      at, account, reason, actor, detail);
}

std::vector<AuditEntry> read_log(Database& database, const LogQuery& query) {
  std::vector<AuditEntry> entries;
  if (query.reference) {
    entries = login_behind(database, *query.reference, query.limit);
  } else {
    for (Query rows = newest_first(database, query); rows.next();) entries.push_back(entry_of(rows));
  }
  std::ranges::reverse(entries);
  return entries;
}

}  // namespace tessera::sqlite
