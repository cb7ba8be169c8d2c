// SPDX-License-Identifier: Apache-2.0
// A store of the first release becomes one of this release and keeps what is in it.
#include "tests/contract/store/sqlite_place.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

/// The first release's schema as that release made it, with an account, a lock and a code that was used.
constexpr const char* first_release = R"sql(
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
INSERT INTO environment VALUES (1, 'enforce', 0, 'root');
INSERT INTO accounts VALUES ('ana', '+15005550142', 'US', 'mobile', 'ana@example.com', 7);
INSERT INTO attempts VALUES ('ana', 3, NULL, 0);
INSERT INTO audit VALUES (1, 7, '', 'ana', '', '', '', 'changed', 'account_added', 'root', '');
)sql";

TEST(SqliteMigration, AStoreOfTheFirstReleaseKeepsWhatIsInIt) {
  SqlitePlace place;
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(place.path.c_str(), &handle), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(handle, first_release, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
  sqlite3_close(handle);
  SqlitePlace made_now;
  made_now.init();
  const int newest = run_async(made_now.open()->status(noon)).value().schema;

  const auto store = place.open();
  EXPECT_EQ(run_async(store->status(noon)).value().schema, newest);
  EXPECT_EQ(run_async(store->environment()).value().position, Switch::enforce);
  const AccountState ana = run_async(store->find_account("ana", noon)).value();
  EXPECT_EQ(ana.account.value().contacts, account("ana").contacts);
  EXPECT_EQ(ana.account->language, std::nullopt);
  EXPECT_EQ(ana.failures, 3u);
  EXPECT_EQ(run_async(store->log({})).value().size(), 1u);
  Account german = account("ana");
  german.language = "de";
  EXPECT_EQ(run_async(store->put_account({german, false, "root"})).value(), Put::changed);
  EXPECT_TRUE(run_async(place.open()->find_account("ana", noon)).value().account->language);
}

}  // namespace
}  // namespace tessera::test
