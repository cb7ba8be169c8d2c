// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/challenges.hpp"

#include <algorithm>

#include "daemon/stores/sqlite/words.hpp"

namespace tessera::sqlite {
namespace {

CodeMac mac_of(Database& database, std::span<const std::byte> bytes) {
  CodeMac mac{};
  if (bytes.size() == mac.size()) {
    std::ranges::copy(bytes, mac.begin());
  } else {
    database.fail(StoreError::corrupt, "a code's MAC has the wrong length");
  }
  return mac;
}

Challenge challenge_of(Database& database, Query& row) {
  Challenge challenge;
  challenge.id = row.text(0);
  challenge.login = {row.text(1), row.text(2), row.text(3), row.text(4)};
  challenge.channel = value_of(channel_words, database, row.text(5));
  challenge.destination = row.text(6);
  challenge.mac = mac_of(database, row.blob(7));
  challenge.sent_at = row.time(8);
  challenge.expires_at = row.time(9);
  challenge.failures = row.count(10);
  challenge.state = value_of(state_words, database, row.text(11));
  challenge.delivery = value_of(delivery_words, database, row.text(12));
  challenge.confirmation = row.text(13);
  return challenge;
}

#define TESSERA_CHALLENGE_COLUMNS                                                                   \
  "SELECT id, account, service, host, rhost, channel, destination, mac, sent_at, expires_at, failures, " \
  "state, delivery, confirmation FROM challenges "

std::vector<Challenge> collect(Database& database, Query rows) {
  std::vector<Challenge> challenges;
  while (rows.next()) challenges.push_back(challenge_of(database, rows));
  std::ranges::stable_sort(challenges, {}, &Challenge::sent_at);
  return challenges;
}

/// Sends of one column's value within the period, up to `rate.count` of them from the newest: `oldest` is
/// then the one whose end lets the next through. A send that a stepped clock dates a period ahead or more
/// counts no longer, else a clock that ran ahead for a moment would stop all sending for as long.
Tally tally(Query newest, TimePoint now) {
  Tally result{0, now};
  for (; newest.next(); ++result.count) result.oldest = newest.time(0);
  return result;
}

#define TESSERA_NEWEST_SENDS(condition) \
  "SELECT sent_at FROM sends WHERE " condition " AND sent_at > ?2 AND sent_at < ?3 ORDER BY sent_at DESC LIMIT ?4"

TimePoint start(TimePoint now, const Rate& rate) { return now - rate.period; }
TimePoint end(TimePoint now, const Rate& rate) { return now + rate.period; }

}  // namespace

std::vector<Challenge> challenges_of(Database& database, const LoginKey& login) {
  return collect(database, database.query(TESSERA_CHALLENGE_COLUMNS
                                          "WHERE account = ?1 AND service = ?2 AND host = ?3 AND rhost = ?4",
                                          login.account, login.service, login.host, login.rhost));
}

std::vector<Challenge> challenges_of(Database& database, const std::string& account) {
  return collect(database, database.query(TESSERA_CHALLENGE_COLUMNS "WHERE account = ?1", account));
}

#undef TESSERA_CHALLENGE_COLUMNS

std::vector<Challenge> outstanding_of(std::vector<Challenge> challenges, TimePoint now) {
  std::erase_if(challenges, [now](const Challenge& challenge) { return !is_outstanding(challenge, now); });
  return challenges;
}

void insert_challenge(Database& database, const Challenge& challenge, bool known_place) {
  const LoginKey& login = challenge.login;
  const std::string_view channel = word_of(channel_words, challenge.channel);
  database.run(
      "INSERT INTO sends (account, destination, rhost, channel, sent_at, known_place) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      login.account, challenge.destination, login.rhost, channel, challenge.sent_at, known_place ? 1u : 0u);
  database.run(
      "INSERT INTO challenges (id, account, service, host, rhost, channel, destination, mac, sent_at, expires_at, "
      "failures, state, delivery, send, confirmation) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 'open', 'pending', last_insert_rowid(), ?11)",
      challenge.id, login.account, login.service, login.host, login.rhost, channel, challenge.destination,
      std::span<const std::byte>(challenge.mac), challenge.sent_at, challenge.expires_at,
      challenge.confirmation);
}

void set_state(Database& database, const ChallengeId& id, ChallengeState state) {
  database.run("UPDATE challenges SET state = ?2 WHERE id = ?1", id, word_of(state_words, state));
}

void consume(Database& database, const ChallengeId& id) {
  set_state(database, id, ChallengeState::consumed);
  database.run("UPDATE sends SET verified = 1 WHERE id = (SELECT send FROM challenges WHERE id = ?1)", id);
}

void count_failure(Database& database, const Challenge& challenge) {
  const bool last = challenge.failures + 1 >= failures_that_spend_a_challenge;
  database.run("UPDATE challenges SET failures = failures + 1, state = ?2 WHERE id = ?1", challenge.id,
               word_of(state_words, last ? ChallengeState::spent : ChallengeState::open));
}

void drop_open(Database& database, const std::string& account) {
  database.run("DELETE FROM challenges WHERE account = ?1 AND state = 'open'", account);
}

void record_deliveries(Database& database, const std::vector<DeliveryRecord>& deliveries) {
  for (const DeliveryRecord& record : deliveries) {
    database.run("UPDATE challenges SET delivery = ?2, gateway = ?3 WHERE id = ?1", record.challenge,
                 word_of(delivery_words, record.status), record.gateway);
  }
}

SendTallies tally_sends(Database& database, const OpenChallenge& request) {
  const Challenge& challenge = request.challenge;
  const SendLimits& limits = request.limits;
  const TimePoint now = challenge.sent_at;
  const auto newest = [&](std::string_view sql, const std::string& value, const Rate& rate) {
    return tally(database.query(sql, value, start(now, rate), end(now, rate), rate.count), now);
  };
  SendTallies tallies;
  tallies.account = newest(TESSERA_NEWEST_SENDS("account = ?1"), challenge.login.account, limits.per_account);
  tallies.destination = newest(TESSERA_NEWEST_SENDS("destination = ?1"), challenge.destination, limits.per_destination);
  tallies.account_by_strangers =
      newest(TESSERA_NEWEST_SENDS("account = ?1 AND known_place = 0 AND verified = 0"), challenge.login.account,
             limits.per_account);
  tallies.destination_by_strangers =
      newest(TESSERA_NEWEST_SENDS("destination = ?1 AND known_place = 0 AND verified = 0"), challenge.destination,
             limits.per_destination);
  tallies.source_unverified = newest(TESSERA_NEWEST_SENDS("rhost = ?1 AND verified = 0 AND rhost <> ''"),
                                     challenge.login.rhost, limits.unverified_per_source);
  tallies.total = tally(
      database.query("SELECT sent_at FROM sends WHERE sent_at > ?1 AND sent_at < ?2 ORDER BY sent_at DESC LIMIT ?3",
                     start(now, limits.total), end(now, limits.total), limits.total.count),
      now);
  return tallies;
}

#undef TESSERA_NEWEST_SENDS

// Each commit that adds a row takes away more than one, so the tables stay as small as what they still mean.
void prune_challenges(Database& database, TimePoint now) {
  database.run(
      "DELETE FROM challenges WHERE id IN "
      "(SELECT id FROM challenges WHERE expires_at <= ?1 ORDER BY expires_at LIMIT 16)",
      now);
}

void prune_sends(Database& database, const SendLimits& limits, TimePoint now) {
  const milliseconds longest =
      std::max({milliseconds(std::chrono::hours(24)), limits.per_account.period, limits.per_destination.period,
                limits.unverified_per_source.period, limits.total.period});
  database.run("DELETE FROM sends WHERE id IN (SELECT id FROM sends WHERE sent_at < ?1 ORDER BY sent_at LIMIT 16)",
               now - longest);
}

}  // namespace tessera::sqlite
