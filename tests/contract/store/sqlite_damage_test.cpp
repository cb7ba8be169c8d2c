// SPDX-License-Identifier: Apache-2.0
// A damaged store is refused, whole or in part, and never accepts a code.
#include <random>

#include "daemon/stores/sqlite/schema.hpp"
#include "tests/contract/store/sqlite_place.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

/// A store with a consumed code, under `enforce`; its file is whole without a log beside it.
struct UsedPlace : SqlitePlace {
  UsedPlace() {
    init();
    const auto store = open();
    EXPECT_TRUE(run_async(store->set_switch({Switch::enforce, noon, "root"})));
    EXPECT_TRUE(run_async(store->put_account({account("ana"), true, "root"})));
    EXPECT_TRUE(run_async(store->open_challenge(opening(challenge(1)))));
    EXPECT_EQ(run_async(store->check(guess(std::string(right_code)))).value().judgement, Judgement::accepted);
  }
  /// Runs SQL on the closed file as nobody should.
  void tamper(const std::string& sql) {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
    const std::string all = "PRAGMA ignore_check_constraints = ON;" + sql;
    EXPECT_EQ(sqlite3_exec(handle, all.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
    sqlite3_close(handle);
  }
  /// The page that a table begins on, from 1.
  int root_page(const std::string& table) {
    sqlite3* handle = nullptr;
    sqlite3_stmt* statement = nullptr;
    sqlite3_open(path.c_str(), &handle);
    const std::string sql = "SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'";
    sqlite3_prepare_v2(handle, sql.c_str(), -1, &statement, nullptr);
    const int page = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 0) : 0;
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return page;
  }
  void smash_page(int page) {
    std::string bytes = read_file(path);
    const auto at = static_cast<std::size_t>(page - 1) * 4096;
    ASSERT_LE(at + 4096, bytes.size());
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), 4096, '\x5A');
    write_file(path, bytes);
  }
};

TEST(SqliteDamage, WhatIsNoStoreIsNotOpened) {
  SqlitePlace place;
  std::mt19937 random(20261123);
  std::string noise(64 * 1024, '\0');
  for (char& byte : noise) byte = static_cast<char>(random());
  for (const std::string& content : {std::string(), std::string("SQLite format 3"), noise}) {
    write_file(place.path, content);
    const auto opened = place.try_open();
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().find(place.path), std::string::npos);
  }
}

TEST(SqliteDamage, AnotherProgramsDatabaseIsNotOpened) {
  SqlitePlace place;
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(place.path.c_str(), &handle), SQLITE_OK);
  sqlite3_exec(handle, "CREATE TABLE environment (x); PRAGMA user_version = 1", nullptr, nullptr, nullptr);
  sqlite3_close(handle);
  const auto opened = place.try_open();
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().find("is not a store of Tessera's"), std::string::npos) << opened.error();
}

TEST(SqliteDamage, ATruncatedStoreAcceptsNothing) {
  UsedPlace place;
  const std::string whole = read_file(place.path);
  for (std::size_t size = 1; size < whole.size(); size += size < 200 ? 33 : 1777) {
    write_file(place.path, whole.substr(0, size));
    const auto opened = place.try_open();
    if (!opened) continue;
    const auto checked = run_async((*opened)->check(guess(std::string(right_code))));
    if (checked) {
      EXPECT_NE(checked->judgement, Judgement::accepted) << size;
    }
  }
}

TEST(SqliteDamage, AFlippedBitNeitherAcceptsAUsedCodeNorTurnsTheSwitchOff) {
  UsedPlace place;
  const std::string whole = read_file(place.path);
  unsigned refused = 0;
  for (std::size_t at = 0, turn = 0; at < whole.size(); at += 61, ++turn) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << turn % 8));
    write_file(place.path, bytes);
    const auto opened = place.try_open();
    if (!opened) {
      ++refused;
      continue;
    }
    const auto state = run_async((*opened)->environment());
    if (state) {
      EXPECT_EQ(state->position, Switch::enforce) << at;
    }
    const auto checked = run_async((*opened)->check(guess(std::string(right_code))));
    if (checked) {
      EXPECT_NE(checked->judgement, Judgement::accepted) << at;
    }
  }
  EXPECT_GT(refused, 0u);
}

TEST(SqliteDamage, ABrokenPageIsCorruptWhenItIsRead) {
  UsedPlace place;
  place.smash_page(place.root_page("challenges_of_login"));
  std::string reported;
  const auto opened =
      SqliteStore::open(place.path, place.random, [&reported](std::string_view what) { reported = what; });
  ASSERT_TRUE(opened);
  const auto checked = run_async((*opened)->check(guess(std::string(right_code))));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error(), StoreError::corrupt);
  EXPECT_EQ(reported, "store damaged: database disk image is malformed");
  EXPECT_EQ(run_async((*opened)->load_login(ssh_login(), noon)).error(), StoreError::corrupt);
  EXPECT_EQ(run_async((*opened)->environment()).value().position, Switch::enforce) << "the rest is still read";
}

TEST(SqliteDamage, ABrokenFirstPageOfATableIsNotOpened) {
  for (const char* table : {"meta", "environment", "accounts", "attempts", "challenges", "sends", "audit"}) {
    UsedPlace place;
    place.smash_page(place.root_page(table));
    EXPECT_FALSE(place.try_open()) << table;
  }
}

TEST(SqliteDamage, ARowThatSaysNothingKnownIsCorrupt) {
  const char* tamperings[] = {"UPDATE challenges SET state = 'opem'", "UPDATE challenges SET mac = x'00'",
                              "UPDATE challenges SET channel = 'fax'", "UPDATE challenges SET delivery = ''",
                              "UPDATE challenges SET failures = -1", "UPDATE challenges SET failures = 1 << 40"};
  for (const char* sql : tamperings) {
    UsedPlace place;
    place.tamper(sql);
    const auto store = place.open();
    const auto checked = run_async(store->check(guess(std::string(right_code))));
    ASSERT_FALSE(checked) << sql;
    EXPECT_EQ(checked.error(), StoreError::corrupt) << sql;
  }
}

TEST(SqliteDamage, AStoreWithoutASwitchOrATableIsNotOpened) {
  for (const char* sql : {"DELETE FROM environment", "UPDATE environment SET position = 'of'", "DROP TABLE attempts",
                          "PRAGMA user_version = 0"}) {
    UsedPlace place;
    place.tamper(sql);
    EXPECT_FALSE(place.try_open()) << sql;
  }
}

/// In `observe` a damaged record is logged and lets pass; a switch that cannot be read refuses everybody.
TEST(SqliteDamage, TheSwitchIsReadWithoutTheRecord) {
  UsedPlace place;
  place.tamper("UPDATE challenges SET state = 'half'");
  const auto store = place.open();
  const auto start = run_async(store->begin_login(ssh_login(), noon));
  ASSERT_TRUE(start);
  EXPECT_EQ(start->environment.position, Switch::enforce);
  EXPECT_FALSE(start->account);
  const auto loaded = run_async(store->load_login(ssh_login(), noon));
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error(), StoreError::corrupt);
}

TEST(SqliteDamage, ALaterSchemaIsReadableWhenItSaysSo) {
  const int later = sqlite::schema_version + 1;
  UsedPlace place;
  place.tamper("PRAGMA user_version = " + std::to_string(later) + "; ALTER TABLE accounts ADD COLUMN pet TEXT");
  EXPECT_EQ(run_async(place.open()->check(guess(std::string(right_code)))).value().judgement, Judgement::used);
  EXPECT_TRUE(run_async(place.open()->put_account({account("bob"), true, "root"})));
  EXPECT_EQ(run_async(place.open()->status(noon)).value().schema, later) << "it is not taken back";
  place.tamper("UPDATE meta SET value = " + std::to_string(later) + " WHERE name = 'min_reader'");
  const auto opened = place.try_open();
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().find("later release"), std::string::npos) << opened.error();
}

}  // namespace
}  // namespace tessera::test
