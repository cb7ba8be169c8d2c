// SPDX-License-Identifier: Apache-2.0
// A daemon that is killed between any two instructions has forgotten nothing that it told.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "tests/contract/store/sqlite_place.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

LoginKey login_of(unsigned number) { return ssh_login("user" + std::to_string(number)); }

/// One verdict as it left the process.
struct Told {
  char what = 0;  ///< 'w' a wrong code was counted, 'a' the right one accepted
  unsigned number = 0;
};

void tell(int to, Told told) {
  if (write(to, &told, sizeof told) != static_cast<ssize_t>(sizeof told)) _exit(3);
}

/// Logs in again and again, with one wrong code and the right one, until it is killed.
[[noreturn]] void keep_logging_in(SqlitePlace& place, unsigned from, int to) {
  const auto store = place.open();
  for (unsigned number = from;; ++number) {
    const LoginKey login = login_of(number);
    if (!run_async(store->open_challenge(opening(challenge(number, login))))) _exit(4);
    if (!run_async(store->check(guess(std::string(wrong_code), login)))) _exit(5);
    tell(to, {'w', number});
    const auto checked = run_async(store->check(guess(std::string(right_code), login)));
    if (!checked || checked->judgement != Judgement::accepted) _exit(6);
    tell(to, {'a', number});
  }
}

/// Starts it, reads so many verdicts, kills it, and returns all that it told.
std::vector<Told> run_and_kill(SqlitePlace& place, unsigned from, unsigned verdicts) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) keep_logging_in(place, from, ends[1]);
  close(ends[1]);
  std::vector<Told> all;
  for (Told told; read(ends[0], &told, sizeof told) == static_cast<ssize_t>(sizeof told);) {
    all.push_back(told);
    if (all.size() == verdicts) kill(child, SIGKILL);
  }
  close(ends[0]);
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself: " << status;
  return all;
}

TEST(SqliteKill, NoAcceptedCodeWorksAgainAndNoFailureIsForgotten) {
  SqlitePlace place;
  place.init();
  unsigned next = 1;
  for (unsigned round = 0; round < 12; ++round) {
    const std::vector<Told> told = run_and_kill(place, next, 7 + 5 * round);
    std::set<unsigned> failed, accepted;
    for (const Told& verdict : told) (verdict.what == 'a' ? accepted : failed).insert(verdict.number);
    ASSERT_FALSE(failed.empty());
    const auto store = place.open();
    for (const unsigned number : failed) {
      next = std::max(next, number + 2);  // the killed one may have begun another
      if (accepted.contains(number)) {
        const auto again = run_async(store->check(guess(std::string(right_code), login_of(number))));
        EXPECT_EQ(again.value().judgement, Judgement::used) << number;
        continue;
      }
      // Its acceptance may be on disk although nobody was told: then the code is used, else the failure counts.
      const AccountState state = run_async(store->load_login(login_of(number), noon)).value();
      EXPECT_EQ(state.failures, state.outstanding.empty() ? 0u : 1u) << number;
    }
  }
}

}  // namespace
}  // namespace tessera::test
