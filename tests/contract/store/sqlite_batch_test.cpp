// SPDX-License-Identifier: Apache-2.0
// Many accounts put at once: one commit, all or none of them, whatever happens to the disk or the daemon.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/contract/store/failing_vfs.hpp"
#include "tests/contract/store/sqlite_place.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

constexpr unsigned batch_size = 12;

std::vector<PutAccount> batch(unsigned number, const std::string& phone = "+15005550142") {
  std::vector<PutAccount> puts;
  for (unsigned i = 0; i < batch_size; ++i) {
    puts.push_back({account("b" + std::to_string(number) + "u" + std::to_string(i), phone), false, "root"});
  }
  return puts;
}

std::size_t accounts_in(Store& store) {
  return run_async(store.list_accounts("", 100000)).value().size();
}

TEST(SqliteBatch, IsOneFsyncAndNoneWhenNothingChanges) {
  FailingVfs disk;
  SqlitePlace place;
  place.init();
  const auto store = place.open();
  const unsigned before = disk.log_syncs();
  ASSERT_TRUE(run_async(store->put_accounts(batch(1))));
  const unsigned header = 1;  // the log's first commit syncs its header as well
  EXPECT_LE(disk.log_syncs() - before, 1 + header);
  const unsigned after = disk.log_syncs();
  ASSERT_TRUE(run_async(store->put_accounts(batch(2))));
  EXPECT_EQ(disk.log_syncs() - after, 1u);
  EXPECT_EQ(run_async(store->put_accounts(batch(2))).value(), std::vector(batch_size, Put::unchanged));
  EXPECT_EQ(disk.log_syncs() - after, 1u);
}

/// False when the disk broke too late to matter.
bool is_whole_or_absent(int good_writes, int code) {
  FailingVfs disk;
  SqlitePlace place;
  place.init();
  auto store = place.open();
  EXPECT_TRUE(run_async(store->put_accounts(batch(1))));
  disk.break_after(good_writes, code);
  const auto broken = run_async(store->put_accounts(batch(2)));
  if (!disk.has_failed()) return false;
  EXPECT_FALSE(broken);
  disk.heal();
  EXPECT_EQ(accounts_in(*store), batch_size);
  store.reset();
  store = place.open();
  EXPECT_EQ(accounts_in(*store), batch_size) << "half a batch after a restart";
  EXPECT_EQ(run_async(store->put_accounts(batch(2))).value(), std::vector(batch_size, Put::added));
  return true;
}

TEST(SqliteBatch, ADiskThatBreaksAtAnyWriteLeavesNoneOfIt) {
  for (const int code : {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC}) {
    int good = 0;
    while (is_whole_or_absent(good, code)) ++good;
    EXPECT_GE(good, 2) << "at least a write and a sync were broken";
  }
}

/// Puts batch after batch, telling the number of each that is in, until it is killed.
[[noreturn]] void keep_putting(SqlitePlace& place, unsigned from, int to) {
  const auto store = place.open();
  for (unsigned number = from;; ++number) {
    if (!run_async(store->put_accounts(batch(number)))) _exit(4);
    if (write(to, &number, sizeof number) != static_cast<ssize_t>(sizeof number)) _exit(3);
  }
}

/// The number of the last batch that was told to be in.
unsigned put_and_kill(SqlitePlace& place, unsigned from, unsigned batches) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) keep_putting(place, from, ends[1]);
  close(ends[1]);
  unsigned last = 0, told = 0;
  for (unsigned number; read(ends[0], &number, sizeof number) == static_cast<ssize_t>(sizeof number);) {
    last = number;
    if (++told == batches) kill(child, SIGKILL);
  }
  close(ends[0]);
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself: " << status;
  return last;
}

TEST(SqliteBatch, AKilledDaemonHasForgottenNoneThatItToldAndKeptNoHalf) {
  SqlitePlace place;
  place.init();
  unsigned next = 1;
  for (unsigned round = 0; round < 8; ++round) {
    const unsigned last = put_and_kill(place, next, 1 + 2 * round);
    const auto store = place.open();
    const std::size_t found = accounts_in(*store);
    EXPECT_EQ(found % batch_size, 0u) << "half a batch";
    EXPECT_GE(found, last * batch_size);
    EXPECT_LE(found, (last + 1) * batch_size) << "one more may be in, untold";
    const auto log = run_async(store->log({.reference = {}, .account = {}, .limit = 100000})).value();
    EXPECT_EQ(log.size(), found) << "an audit row each";
    next = static_cast<unsigned>(found / batch_size) + 1;
  }
}

}  // namespace
}  // namespace tessera::test
