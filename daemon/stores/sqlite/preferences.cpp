// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/preferences.hpp"

#include "daemon/stores/sqlite/audit.hpp"
#include "daemon/stores/sqlite/words.hpp"

namespace tessera::sqlite {

std::optional<Channel> preference_of(Database& database, const std::string& account) {
  Query rows = database.query("SELECT channel FROM preferences WHERE account = ?1", account);
  if (!rows.next()) return std::nullopt;
  return value_of(channel_words, database, rows.text(0));
}

void put_preference(Database& database, const std::string& account, std::optional<Channel> channel, TimePoint now) {
  if (preference_of(database, account) == channel) return;
  if (channel) {
    database.run("INSERT INTO preferences (account, channel) VALUES (?1, ?2) ON CONFLICT (account) DO UPDATE SET channel = ?2",
                 account, word_of(channel_words, *channel));
  } else {
    database.run("DELETE FROM preferences WHERE account = ?1", account);
  }
  audit_change(database, account, "preference_changed", account, now, std::string(channel ? name_of(*channel) : "app"));
}

}  // namespace tessera::sqlite
