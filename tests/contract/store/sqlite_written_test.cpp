// SPDX-License-Identifier: Apache-2.0
// A delivery need not wait for the disk, but it waits for the record; and a disk that fails is not told of twice.
#include <future>

#include "tests/contract/store/failing_vfs.hpp"
#include "tests/contract/store/sqlite_place.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

struct Opened {
  Stored<OpenOutcome> outcome;
  unsigned told = 0;
};

Opened open_telling(Store& store, unsigned number, const std::string& who = "ana") {
  Opened opened;
  const auto tell = [&opened] { ++opened.told; };
  opened.outcome = run_async(store.open_challenge(opening(challenge(number, ssh_login(who))), tell));
  return opened;
}

/// A store whose log has its header, which is synced alone.
std::unique_ptr<SqliteStore> begun(SqlitePlace& place) {
  place.init();
  auto store = place.open();
  EXPECT_TRUE(run_async(store->set_switch({Switch::observe, noon, "root"})));
  return store;
}

TEST(SqliteWritten, IsToldWhileTheDiskIsWaitedFor) {
  FailingVfs disk;
  SqlitePlace place;
  const auto store = begun(place);
  std::promise<void> told;
  auto future = told.get_future();
  bool before_the_sync = false;
  disk.before_log_sync = [&future, &before_the_sync] {  // the sync goes on only when the caller knows
    before_the_sync = future.wait_for(std::chrono::seconds(30)) == std::future_status::ready;
  };
  const auto outcome = run_async(store->open_challenge(opening(challenge(1)), [&told] { told.set_value(); }));
  disk.before_log_sync = nullptr;
  EXPECT_TRUE(before_the_sync);
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(std::holds_alternative<OpenedChallenge>(*outcome));
}

/// What is told of is in the log's file, where it survives the end of the process.
TEST(SqliteWritten, IsToldOfWhatIsOnRecord) {
  FailingVfs disk;
  SqlitePlace place;
  const auto store = begun(place);
  std::string when_told;
  const auto tell = [&place, &when_told] { when_told = read_file(place.path + "-wal"); };
  disk.before_log_sync = [&tell] { tell(); };
  ASSERT_TRUE(run_async(store->open_challenge(opening(challenge(1)), [] {})));
  disk.before_log_sync = nullptr;
  EXPECT_NE(when_told.find(challenge(1).id), std::string::npos);
}

TEST(SqliteWritten, IsNotToldWhereNothingWasOpened) {
  SqlitePlace place;
  const auto store = begun(place);
  EXPECT_EQ(open_telling(*store, 1).told, 1u);
  const Opened again = open_telling(*store, 2);
  ASSERT_TRUE(again.outcome);
  EXPECT_TRUE(std::holds_alternative<AlreadyOutstanding>(*again.outcome));
  EXPECT_EQ(again.told, 0u);
  SendLimits none = no_limits();
  none.total.count = 1;
  unsigned told = 0;
  const auto refused = run_async(
      store->open_challenge({challenge(3, ssh_login("bob")), std::nullopt, none}, [&told] { ++told; }));
  ASSERT_TRUE(refused);
  EXPECT_TRUE(std::holds_alternative<SendRefusal>(*refused));
  EXPECT_EQ(told, 0u);
}

TEST(SqliteWritten, IsNotToldWhereTheRecordCannotBeWritten) {
  for (const int code : {SQLITE_FULL, SQLITE_IOERR_WRITE}) {
    FailingVfs disk;
    SqlitePlace place;
    const auto store = begun(place);
    disk.break_after(0, code);
    const Opened opened = open_telling(*store, 1);
    EXPECT_FALSE(opened.outcome);
    EXPECT_EQ(opened.told, 0u);
    disk.heal();
  }
}

/// Otherwise a disk whose syncs fail would let codes go out that no limit counts.
TEST(SqliteWritten, IsToldOnceByADiskWhoseSyncsFail) {
  FailingVfs disk;
  SqlitePlace place;
  const auto store = begun(place);
  unsigned told = 0;
  const auto break_at_sync = [&disk] { disk.break_after(0, SQLITE_IOERR_FSYNC); };
  for (const char* who : {"ana", "bob", "cyd"}) {
    disk.heal();
    EXPECT_TRUE(run_async(store->begin_login(ssh_login(who), noon))) << "reads, which tell nothing of the disk";
    disk.before_log_sync = break_at_sync;
    const Opened opened = open_telling(*store, static_cast<unsigned>(*who), who);
    EXPECT_FALSE(opened.outcome);
    told += opened.told;
  }
  EXPECT_EQ(told, 1u);
  disk.before_log_sync = nullptr;
  disk.heal();
  EXPECT_EQ(open_telling(*store, 7, "dan").told, 0u) << "the disk has not proven itself again";
  EXPECT_EQ(open_telling(*store, 8, "eve").told, 1u);
}

}  // namespace
}  // namespace tessera::test
