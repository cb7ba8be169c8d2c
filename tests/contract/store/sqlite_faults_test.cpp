// SPDX-License-Identifier: Apache-2.0
// What cannot be written is not accepted, and nothing that was written is forgotten.
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/contract/store/failing_vfs.hpp"
#include "tests/contract/store/sqlite_place.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

constexpr int disk_errors[] = {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_READONLY};

/// Two failures on record, and a code that waits.
void begin_login(Store& store) {
  ASSERT_TRUE(run_async(store.open_challenge(opening(challenge(1)))));
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(run_async(store.check(guess(std::string(wrong_code)))));
}

/// False when the disk broke too late to matter.
bool survives(int good_writes, int code) {
  FailingVfs disk;
  SqlitePlace place;
  place.init();
  auto store = place.open();
  begin_login(*store);
  disk.break_after(good_writes, code);
  const auto broken = run_async(store->check(guess(std::string(right_code))));
  if (!disk.has_failed()) return false;
  EXPECT_FALSE(broken) << "accepted without being durable";
  EXPECT_FALSE(run_async(store->check(guess(std::string(right_code))))) << "the disk is still broken";
  EXPECT_FALSE(run_async(store->open_challenge(opening(challenge(2, ssh_login("bob"))))));
  disk.heal();
  EXPECT_EQ(run_async(store->load_login(ssh_login(), noon)).value().failures, 2u) << "nothing is zeroed";
  EXPECT_EQ(run_async(store->check(guess(std::string(right_code)))).value().judgement, Judgement::accepted);
  store.reset();
  store = place.open();
  EXPECT_EQ(run_async(store->check(guess(std::string(right_code)))).value().judgement, Judgement::used);
  return true;
}

TEST(SqliteFaults, ADiskThatBreaksAtAnyWriteOfACheckAcceptsNothing) {
  for (const int code : disk_errors) {
    int good = 0;
    while (survives(good, code)) ++good;
    EXPECT_GE(good, 2) << "at least a write and a sync were broken";
  }
}

TEST(SqliteFaults, EachErrorOfTheDiskIsUnavailableNotCorrupt) {
  for (const int code : disk_errors) {
    FailingVfs disk;
    SqlitePlace place;
    place.init();
    const auto store = place.open();
    disk.break_after(0, code);
    const auto put = run_async(store->put_account({account("ana"), true, "root"}));
    ASSERT_FALSE(put);
    EXPECT_EQ(put.error(), StoreError::unavailable);
    EXPECT_TRUE(run_async(store->environment())) << "what needs no write still works";
    disk.heal();
    EXPECT_EQ(run_async(store->put_account({account("ana"), true, "root"})).value(), Put::added);
  }
}

TEST(SqliteFaults, ACommitThatFailsFailsItsWholeGroup) {
  FailingVfs disk;
  SqlitePlace place;
  place.init();
  const auto store = place.open();
  disk.break_after(0, SQLITE_IOERR_FSYNC);
  std::vector<Async<Stored<Put>>> puts;
  for (int i = 0; i < 32; ++i) puts.push_back(store->put_account({account("u" + std::to_string(i)), true, "root"}));
  for (const auto& put : run_together(std::move(puts))) EXPECT_FALSE(put);
  disk.heal();
  EXPECT_TRUE(run_async(store->list_accounts("", 100)).value().empty());
  EXPECT_TRUE(run_async(store->log({})).value().empty());
}

TEST(SqliteFaults, AnInitThatFailsLeavesNoStore) {
  for (int good = 0;; ++good) {
    FailingVfs disk;
    SqlitePlace place;
    disk.break_after(good, SQLITE_FULL);
    const auto made = init_store(place.path, noon);
    if (!disk.has_failed()) break;
    EXPECT_FALSE(made) << good;
    EXPECT_FALSE(std::filesystem::exists(place.path)) << good;
    disk.heal();
    place.init();
    EXPECT_NE(place.open(), nullptr);
  }
}

/// The real thing, without a shim: the kernel refuses to let files grow.
TEST(SqliteFaults, AFullDiskAcceptsNothing) {
  SqlitePlace place;
  place.init();
  const auto store = place.open();
  begin_login(*store);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = signal(SIGXFSZ, SIG_IGN);
  rlimit tight = before;
  tight.rlim_cur = std::filesystem::file_size(place.path + "-wal");
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
  const auto broken = run_async(store->check(guess(std::string(right_code))));
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, old_handler);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error(), StoreError::unavailable);
  EXPECT_EQ(run_async(store->load_login(ssh_login(), noon)).value().failures, 2u);
  EXPECT_EQ(run_async(store->check(guess(std::string(right_code)))).value().judgement, Judgement::accepted);
}

/// 0 when a process that may not write gets an error and no accepted code, as root has to give up being root.
int check_without_rights(SqlitePlace& place) {
  if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0) return 2;
  const auto opened = place.try_open();
  if (!opened) return 0;
  const auto checked = run_async((*opened)->check(guess(std::string(right_code))));
  return checked ? 1 : 0;
}

TEST(SqliteFaults, AReadOnlyPlaceAcceptsNothing) {
  for (const mode_t folder_mode : {0500u, 0700u}) {
    SqlitePlace place;
    place.init();
    begin_login(*place.open());
    ASSERT_EQ(::chmod(place.path.c_str(), 0400), 0);
    ASSERT_EQ(::chmod(place.directory.path().c_str(), folder_mode), 0);
    if (geteuid() == 0) {
      ASSERT_EQ(::chown(place.path.c_str(), 65534, 65534), 0);
      ASSERT_EQ(::chown(place.directory.path().c_str(), 65534, 65534), 0);
    }
    const pid_t child = fork();
    if (child == 0) _exit(check_without_rights(place));
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    ::chmod(place.directory.path().c_str(), 0700);
  }
}

}  // namespace
}  // namespace tessera::test
