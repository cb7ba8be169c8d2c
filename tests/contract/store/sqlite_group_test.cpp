// SPDX-License-Identifier: Apache-2.0
// Concurrent operations share a commit, and each keeps its own fate.
#include <algorithm>
#include <future>

#include "tests/contract/store/failing_vfs.hpp"
#include "tests/contract/store/sqlite_place.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

/// Runs `operations` so that all of them are queued before the first commit ends.
template <class T>
std::vector<T> run_during_a_commit(FailingVfs& disk, std::vector<Async<T>> operations) {
  std::promise<void> all_queued;
  disk.before_log_sync = [waiting = all_queued.get_future().share()] { waiting.wait(); };
  LoopTurn turn;
  asio::io_context& loop = turn.loop();
  std::vector<T> results(operations.size());
  for (std::size_t i = 0; i < operations.size(); ++i) {
    asio::co_spawn(loop, std::move(operations[i]),
                   [&results, i](std::exception_ptr, T value) { results[i] = std::move(value); });
  }
  asio::post(loop, [&all_queued] { all_queued.set_value(); });  // comes after the starts of all of them
  loop.run();
  return results;
}

TEST(SqliteGroup, WhatQueuesDuringACommitSharesTheNext) {
  FailingVfs disk;
  SqlitePlace place;
  place.init();
  const auto store = place.open();
  ASSERT_TRUE(run_async(store->set_switch({Switch::observe, noon, "root"})));  // the log has its header now
  const unsigned before = disk.log_syncs();
  std::vector<Async<Stored<Put>>> puts;
  for (int i = 0; i < 64; ++i) puts.push_back(store->put_account({account("u" + std::to_string(i)), true, "root"}));
  for (const auto& put : run_during_a_commit(disk, std::move(puts))) EXPECT_EQ(put.value(), Put::added);
  const unsigned commits = disk.log_syncs() - before;
  EXPECT_GE(commits, 1u);
  EXPECT_LE(commits, 2u) << "one for those that came first, one for all others";
  disk.before_log_sync = nullptr;
  EXPECT_EQ(run_async(store->list_accounts("", 100)).value().size(), 64u);
}

TEST(SqliteGroup, AnOperationThatFailsIsUndoneAlone) {
  FailingVfs disk;
  SqlitePlace place;
  place.init();
  const auto store = place.open();
  std::vector<Async<Stored<OpenOutcome>>> opens;
  for (unsigned i = 0; i < 32; ++i) {  // every fourth has an identifier that is taken
    opens.push_back(store->open_challenge(opening(challenge(i % 4 == 3 ? 0 : i, ssh_login("u" + std::to_string(i))))));
  }
  const auto results = run_during_a_commit(disk, std::move(opens));
  disk.before_log_sync = nullptr;
  for (unsigned i = 0; i < 32; ++i) EXPECT_EQ(results[i].has_value(), i % 4 != 3) << i;
  SendLimits limits = no_limits();
  limits.total.count = 25;  // 24 sends count, those undone do not
  EXPECT_TRUE(std::holds_alternative<OpenedChallenge>(
      run_async(store->open_challenge({challenge(100, ssh_login("v")), std::nullopt, limits})).value()));
  EXPECT_TRUE(std::holds_alternative<SendRefusal>(
      run_async(store->open_challenge({challenge(101, ssh_login("w")), std::nullopt, limits})).value()));
}

}  // namespace
}  // namespace tessera::test
