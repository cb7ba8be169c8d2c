// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/messages.hpp"

namespace tessera::sqlite {
namespace {

constexpr milliseconds longest_life = std::chrono::minutes(10);  // of a code

}  // namespace

void add_messages(Database& database, AuditEntry& entry) {
  Query rows = database.query(
      "SELECT channel, gateway, delivery, strftime('%Y-%m-%dT%H:%M:%SZ', sent_at / 1000, 'unixepoch') FROM challenges "
      "WHERE account = ?1 AND service = ?2 AND rhost = ?3 AND sent_at > ?4 ORDER BY sent_at",
      entry.account, entry.service, entry.rhost, entry.time - longest_life);
  std::string messages;
  while (rows.next()) {
    const std::string gateway = rows.text(1);
    messages += (messages.empty() ? "messages: " : "; ") + rows.text(0) + (gateway.empty() ? "" : " by " + gateway) + " " +
                rows.text(2) + " " + rows.text(3);
  }
  if (messages.empty()) return;
  entry.detail += (entry.detail.empty() ? "" : "; ") + messages;
}

}  // namespace tessera::sqlite
