// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/schema.hpp"

#include <iterator>

namespace tessera::sqlite {
namespace {

constexpr std::int64_t application_id = 0x54455353;  // "TESS"

// Words instead of numbers for states: a flipped bit makes no other word (R-58).
// meta.min_reader is the oldest schema number whose release can work with this file.
constexpr const char* first_schema = R"sql(
PRAGMA application_id = 1413829459;
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('min_reader', 1);
CREATE TABLE environment (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  position TEXT NOT NULL CHECK (position IN ('off', 'observe', 'enforce')),
  since INTEGER NOT NULL,
  actor TEXT NOT NULL) STRICT;
CREATE TABLE accounts (
  name TEXT PRIMARY KEY,
  phone TEXT, phone_region TEXT, phone_type TEXT, email TEXT,
  changed_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE attempts (
  account TEXT PRIMARY KEY,
  failures INTEGER NOT NULL CHECK (failures > 0),
  locked_until INTEGER,
  last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_locked ON attempts (locked_until) WHERE locked_until IS NOT NULL;
CREATE TABLE challenges (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL, service TEXT NOT NULL, host TEXT NOT NULL, rhost TEXT NOT NULL,
  channel TEXT NOT NULL, destination TEXT NOT NULL,
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  sent_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'consumed', 'replaced', 'spent')),
  delivery TEXT NOT NULL CHECK (delivery <> ''), gateway TEXT NOT NULL DEFAULT '',
  send INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX challenges_of_login ON challenges (account, service, host, rhost);
CREATE INDEX challenges_by_end ON challenges (expires_at);
CREATE TABLE sends (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL, destination TEXT NOT NULL, rhost TEXT NOT NULL, channel TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  verified INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX sends_of_account ON sends (account, sent_at);
CREATE INDEX sends_to_destination ON sends (destination, sent_at);
CREATE INDEX sends_unverified ON sends (rhost, sent_at) WHERE verified = 0 AND rhost <> '';
CREATE INDEX sends_by_time ON sends (sent_at);
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL, reference TEXT NOT NULL,
  account TEXT NOT NULL, service TEXT NOT NULL, rhost TEXT NOT NULL, channel TEXT NOT NULL,
  result TEXT NOT NULL, reason TEXT NOT NULL, actor TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX audit_reference ON audit (reference, (time / 86400000)) WHERE reference <> '';
CREATE INDEX audit_account ON audit (account);
PRAGMA user_version = 1;
)sql";

constexpr const char* second_schema = R"sql(
CREATE TABLE known_places (
  account TEXT NOT NULL, place TEXT NOT NULL CHECK (place <> ''),
  last_success INTEGER NOT NULL,
  failures INTEGER NOT NULL CHECK (failures >= 0),
  locked_until INTEGER,
  PRIMARY KEY (account, place)) STRICT, WITHOUT ROWID;
CREATE INDEX known_places_locked ON known_places (locked_until) WHERE locked_until IS NOT NULL;
ALTER TABLE sends ADD COLUMN known_place INTEGER NOT NULL DEFAULT 0;
PRAGMA user_version = 2;
)sql";

constexpr const char* third_schema = R"sql(
ALTER TABLE accounts ADD COLUMN language TEXT;
PRAGMA user_version = 3;
)sql";

constexpr const char* fourth_schema = R"sql(
CREATE TABLE data_keys (
  id INTEGER PRIMARY KEY CHECK (id > 0), wrapped BLOB NOT NULL, since INTEGER NOT NULL) STRICT;
CREATE TABLE apps (
  account TEXT NOT NULL,
  hash TEXT NOT NULL, digits INTEGER NOT NULL CHECK (digits BETWEEN 6 AND 8), period INTEGER NOT NULL CHECK (period > 0),
  data_key INTEGER NOT NULL, seed BLOB NOT NULL,
  last_step INTEGER,
  since INTEGER NOT NULL, counts_from INTEGER NOT NULL,
  PRIMARY KEY (account, counts_from)) STRICT, WITHOUT ROWID;
CREATE INDEX apps_by_key ON apps (data_key);
CREATE TABLE enrolments (
  token BLOB PRIMARY KEY,
  account TEXT NOT NULL,
  challenge TEXT NOT NULL,
  confirmation TEXT NOT NULL,
  proof TEXT NOT NULL CHECK (proof IN ('text', 'strong', 'ticket')),
  expires_at INTEGER NOT NULL,
  awake INTEGER NOT NULL CHECK (awake IN (0, 1)),
  wrong_confirmations INTEGER NOT NULL CHECK (wrong_confirmations >= 0),
  wrong_codes INTEGER NOT NULL CHECK (wrong_codes >= 0),
  hash TEXT, digits INTEGER, period INTEGER, data_key INTEGER, seed BLOB) STRICT, WITHOUT ROWID;
CREATE INDEX enrolments_by_challenge ON enrolments (challenge) WHERE challenge <> '';
CREATE INDEX enrolments_by_end ON enrolments (expires_at);
CREATE INDEX enrolments_by_account ON enrolments (account);
CREATE TABLE backup_salts (account TEXT PRIMARY KEY, salt BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE backup_codes (
  account TEXT NOT NULL, hash BLOB NOT NULL,
  desk_until INTEGER,
  PRIMARY KEY (account, hash)) STRICT, WITHOUT ROWID;
CREATE TABLE trusted_places (
  account TEXT NOT NULL, place TEXT NOT NULL CHECK (place <> ''), label TEXT NOT NULL,
  since INTEGER NOT NULL, until INTEGER NOT NULL,
  PRIMARY KEY (account, place)) STRICT, WITHOUT ROWID;
ALTER TABLE challenges ADD COLUMN confirmation TEXT NOT NULL DEFAULT '';
PRAGMA user_version = 4;
)sql";

constexpr const char* requests_schema = R"sql(
CREATE TABLE requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  subject TEXT NOT NULL, description TEXT NOT NULL,
  requester TEXT NOT NULL, person TEXT NOT NULL, at INTEGER NOT NULL,
  accounts INTEGER NOT NULL, not_ready INTEGER NOT NULL) STRICT;
CREATE TABLE request_environments (
  request INTEGER NOT NULL, position INTEGER NOT NULL,
  name TEXT NOT NULL, url TEXT NOT NULL,
  verdict TEXT NOT NULL DEFAULT 'open' CHECK (verdict IN ('open', 'approved', 'rejected')),
  actor TEXT NOT NULL DEFAULT '', at INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (request, name)) STRICT, WITHOUT ROWID;
CREATE TABLE request_comments (
  id INTEGER PRIMARY KEY,
  request INTEGER NOT NULL, actor TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE switch_deadline (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  until INTEGER NOT NULL,
  back_to TEXT NOT NULL CHECK (back_to IN ('off', 'observe', 'enforce')),
  actor TEXT NOT NULL, after_audit INTEGER NOT NULL) STRICT;
PRAGMA user_version = 5;
)sql";

constexpr const char* bindings_schema = R"sql(
CREATE TABLE bindings (
  account TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('phone', 'email')),
  state TEXT NOT NULL CHECK (state IN ('bound', 'held')),
  data_key INTEGER NOT NULL, contact BLOB NOT NULL,
  since INTEGER NOT NULL, until INTEGER NOT NULL,
  PRIMARY KEY (account, kind, state)) STRICT, WITHOUT ROWID;
CREATE INDEX bindings_held ON bindings (account) WHERE state = 'held';
CREATE INDEX bindings_by_key ON bindings (data_key);
PRAGMA user_version = 6;
)sql";

constexpr const char* preferences_schema = R"sql(
CREATE TABLE preferences (
  account TEXT PRIMARY KEY, channel TEXT NOT NULL CHECK (channel IN ('text', 'call', 'email'))) STRICT, WITHOUT ROWID;
PRAGMA user_version = 7;
)sql";

/// migrations[n] makes schema n + 1 out of schema n. A released one is never changed.
constexpr const char* migrations[] = {first_schema,    second_schema,   third_schema,      fourth_schema,
                                      requests_schema, bindings_schema, preferences_schema};
static_assert(std::size(migrations) == schema_version);

constexpr const char* tables[] = {"meta",  "environment", "accounts", "attempts", "known_places", "challenges",
                                  "sends", "audit",       "data_keys", "apps",     "enrolments",   "backup_salts", "backup_codes", "trusted_places",
                                  "requests", "request_environments", "request_comments", "switch_deadline",
                                  "bindings", "preferences"};

std::string text(Database& database, std::string_view sql) {
  Query rows = database.query(sql);
  return rows.next() ? rows.text(0) : std::string();
}

/// What stuck as a sentence's end, or nothing.
Result<void, std::string> outcome(Database& database) {
  if (!database.failure()) return {};
  std::string why = database.why();
  database.forget_failure();
  return std::unexpected(std::move(why));
}

Result<void, std::string> migrate(Database& database, int from) {
  if (!database.command("BEGIN IMMEDIATE")) return std::unexpected(sqlite3_errmsg(database.handle()));
  for (int version = from; version < schema_version; ++version) {
    if (database.command(migrations[version])) continue;
    std::string why = sqlite3_errmsg(database.handle());
    database.command("ROLLBACK");
    return std::unexpected("could not be brought to this release's schema: " + why);
  }
  if (database.command("COMMIT")) return {};
  std::string why = sqlite3_errmsg(database.handle());
  database.command("ROLLBACK");
  return std::unexpected(std::move(why));
}

Result<void, std::string> check_version(Database& database, int version) {
  if (version <= schema_version) return {};
  const std::int64_t oldest = database.number("SELECT value FROM meta WHERE name = 'min_reader'");
  if (oldest > 0 && oldest <= schema_version) return {};
  return std::unexpected("is of a later release (schema " + std::to_string(version) + ", this one knows " +
                         std::to_string(schema_version) + ")");
}

/// The whole file would take minutes at a million accounts; damage there is met when a page is read.
Result<void, std::string> check_contents(Database& database) {
  for (const char* table : tables) {
    const std::string sql = std::string("SELECT * FROM ") + table + " LIMIT 1";
    if (!database.command(sql.c_str())) {
      return std::unexpected("is damaged: " + std::string(sqlite3_errmsg(database.handle())));
    }
  }
  for (const char* check : {"PRAGMA quick_check(meta)", "PRAGMA quick_check(environment)"}) {
    const std::string found = text(database, check);
    if (found != "ok") return std::unexpected("is damaged: " + (found.empty() ? database.why() : found));
  }
  if (database.number("SELECT count(*) FROM environment WHERE id = 1") == 1) return {};
  return std::unexpected("is damaged: it does not say where the switch stands");
}

}  // namespace

int schema_of(Database& database) { return static_cast<int>(database.number("PRAGMA user_version")); }

Result<void, std::string> use_write_ahead_log(Database& database) {
  const std::string mode = text(database, "PRAGMA journal_mode = WAL");
  if (auto set = outcome(database); !set) return set;
  if (mode == "wal") return {};
  return std::unexpected("cannot keep a write-ahead log here");
}

Result<void, std::string> create(Database& database, TimePoint now) {
  if (auto made = migrate(database, 0); !made) return made;
  database.run("INSERT INTO environment (id, position, since, actor) VALUES (1, 'off', ?1, 'init')", now);
  return outcome(database);
}

Result<void, std::string> adopt(Database& database) {
  const std::int64_t id = database.number("PRAGMA application_id");
  if (auto read = outcome(database); !read) return read;
  if (id != application_id) return std::unexpected("is not a store of Tessera's");
  const int version = schema_of(database);
  if (auto known = check_version(database, version); !known) return known;
  if (version < 1) return std::unexpected("is damaged: it has no schema number");
  if (version < schema_version) {
    if (auto migrated = migrate(database, version); !migrated) return migrated;
  }
  if (auto whole = check_contents(database); !whole) return whole;
  return outcome(database);
}

}  // namespace tessera::sqlite
