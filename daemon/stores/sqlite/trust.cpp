// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/trust.hpp"

#include "daemon/stores/sqlite/audit.hpp"

namespace tessera::sqlite {
namespace {

constexpr unsigned most_places = 16, most_sessions = 64;  // an account, each kind apart; the oldest go

TrustedPlace place_in(Query& row) {
  return {.account = row.text(0), .place = row.text(1), .label = row.text(2), .since = row.time(3), .until = row.time(4)};
}

}  // namespace

// A clock that was set back before `since` trusts nothing.
std::optional<TimePoint> trusted_until(Database& database, const std::string& account, const std::string& place,
                                       TimePoint now) {
  Query rows = database.query(
      "SELECT until FROM trusted_places WHERE account = ?1 AND place = ?2 AND since <= ?3 AND until > ?3", account, place,
      now);
  if (!rows.next()) return std::nullopt;
  return rows.time(0);
}

void put_trust(Database& database, const TrustedPlace& place) {
  database.run("DELETE FROM trusted_places WHERE account = ?1 AND until <= ?2", place.account, place.since);
  database.run(
      "INSERT INTO trusted_places (account, place, label, since, until) VALUES (?1, ?2, ?3, ?4, ?5) "
      "ON CONFLICT (account, place) DO UPDATE SET label = ?3, since = ?4, until = ?5",
      place.account, place.place, place.label, place.since, place.until);
  // A session is one row more at each connection: those of a busy day must not push out the place they come from.
  database.run(
      "DELETE FROM trusted_places WHERE account = ?1 AND place LIKE 'session %' AND place NOT IN (SELECT place FROM "
      "trusted_places WHERE account = ?1 AND place LIKE 'session %' ORDER BY since DESC LIMIT ?2)",
      place.account, most_sessions);
  database.run(
      "DELETE FROM trusted_places WHERE account = ?1 AND place NOT LIKE 'session %' AND place NOT IN (SELECT place FROM "
      "trusted_places WHERE account = ?1 AND place NOT LIKE 'session %' ORDER BY since DESC LIMIT ?2)",
      place.account, most_places);
}

std::vector<TrustedPlace> list_trust(Database& database, const std::optional<std::string>& account, TimePoint now) {
  std::vector<TrustedPlace> places;
  Query rows = database.query(
      "SELECT account, place, label, since, until FROM trusted_places WHERE (?1 IS NULL OR account = ?1) AND since <= ?2 "
      "AND until > ?2 ORDER BY account, since",
      account, now);
  while (rows.next()) places.push_back(place_in(rows));
  return places;
}

void drop_trust(Database& database, const std::string& account) {
  database.run("DELETE FROM trusted_places WHERE account = ?1", account);
}

unsigned revoke_trust(Database& database, const std::string& account, const std::string& actor, TimePoint now) {
  drop_trust(database, account);
  const auto dropped = static_cast<unsigned>(database.changes());
  if (!database.failure() && dropped > 0) {
    audit_change(database, account, "trust_revoked", actor, now, std::to_string(dropped) + " places");
  }
  return dropped;
}

}  // namespace tessera::sqlite
