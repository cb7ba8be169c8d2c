// SPDX-License-Identifier: Apache-2.0
// What a login costs: two fsyncs, and as many steps among many accounts as among few. Counted, not timed.
#include "daemon/stores/sqlite/accounts.hpp"
#include "daemon/stores/sqlite/logins.hpp"
#include "tests/contract/store/failing_vfs.hpp"
#include "tests/contract/store/sqlite_place.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

TEST(SqliteCost, ALoginIsTwoFsyncs) {
  FailingVfs disk;
  SqlitePlace place;
  place.init();
  const auto store = place.open();
  ASSERT_TRUE(run_async(store->put_account({account("ana"), true, "root"})));
  for (unsigned i = 1; i <= 20; ++i) {
    const unsigned before = disk.log_syncs();
    ASSERT_TRUE(run_async(store->environment()));
    ASSERT_TRUE(run_async(store->load_login(ssh_login(), noon)));
    EXPECT_EQ(disk.log_syncs() - before, 0u);
    ASSERT_TRUE(run_async(store->open_challenge(opening(challenge(i)))));
    EXPECT_EQ(disk.log_syncs() - before, 1u);
    CheckCode request = guess(std::string(right_code));
    request.deliveries = {{id_of(i), DeliveryStatus::sent, "kannel"}};
    ASSERT_EQ(run_async(store->check(request)).value().judgement, Judgement::accepted);
    EXPECT_EQ(disk.log_syncs() - before, 2u);
  }
}

TEST(SqliteCost, WhatChangesNothingIsNoFsync) {
  FailingVfs disk;
  SqlitePlace place;
  place.init();
  const auto store = place.open();
  ASSERT_TRUE(run_async(store->open_challenge(opening(challenge(1)))));
  const unsigned before = disk.log_syncs();
  ASSERT_TRUE(run_async(store->open_challenge(opening(challenge(2)))));  // offered again
  SendLimits none = no_limits();
  none.total.count = 0;
  ASSERT_TRUE(run_async(store->open_challenge({challenge(3, ssh_login("bob")), std::nullopt, none})));
  ASSERT_TRUE(run_async(store->check(guess("11111111", ssh_login("carl")))));
  EXPECT_EQ(disk.log_syncs(), before);
}

/// Steps of SQLite's machine in one whole login, scans of whole tables in `scanned`.
int steps_of_a_login(sqlite::Database& database, Random& random, unsigned number, int& scanned) {
  sqlite3_stmt* statement = nullptr;
  while ((statement = sqlite3_next_stmt(database.handle(), statement)) != nullptr) {
    sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
  }
  sqlite::environment(database);
  sqlite::load_login(database, ssh_login(), noon);
  sqlite::open_challenge(database, {challenge(number), std::nullopt, SendLimits{}});
  sqlite::check(database, random, guess(std::string(wrong_code)));
  EXPECT_EQ(sqlite::check(database, random, guess(std::string(right_code))).judgement, Judgement::accepted);
  EXPECT_FALSE(database.failure()) << database.why();
  int steps = 0;
  while ((statement = sqlite3_next_stmt(database.handle(), statement)) != nullptr) {
    steps += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 0);
    scanned += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0);
  }
  return steps;
}

/// Accounts, their failures and a long audit log.
void crowd(sqlite::Database& database, int accounts) {
  const std::string rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
                           std::to_string(accounts) + ") ";
  const std::string sql =
      "BEGIN;" + rows + "INSERT INTO accounts SELECT 'u' || i, '+1', 'US', 'mobile', 'e', 0, NULL FROM n;" + rows +
      "INSERT INTO attempts SELECT 'u' || i, 1, NULL, 0 FROM n;" + rows +
      "INSERT INTO audit SELECT NULL, i, '', 'u' || i, '', '', '', '', '', '', '' FROM n; COMMIT";
  ASSERT_TRUE(database.command(sql.c_str())) << sqlite3_errmsg(database.handle());
}

/// Steps of an account's third login, with so many others beside it.
int steps_among(int accounts, int& scanned) {
  SqlitePlace place;
  place.init();
  auto database = sqlite::Database::open(place.path).value();
  for (unsigned number = 1; number <= 2; ++number) steps_of_a_login(database, place.random, number, scanned);
  if (accounts > 0) crowd(database, accounts);
  scanned = 0;
  return steps_of_a_login(database, place.random, 3, scanned);
}

TEST(SqliteCost, ALoginAmongManyAccountsTakesTheStepsOfOneAmongFew) {
  int scanned = 0;
  const int alone = steps_among(0, scanned);
  const int crowded = steps_among(20000, scanned);
  EXPECT_GT(alone, 0);
  EXPECT_LE(crowded, alone + alone / 10);
  EXPECT_EQ(scanned, 0) << "a table is read from end to end";
}

}  // namespace
}  // namespace tessera::test
