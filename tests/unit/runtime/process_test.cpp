// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime/process.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <thread>

namespace tessera {
namespace {

using std::chrono::steady_clock;

constexpr milliseconds pause{300};
constexpr milliseconds tick{20};  // start times in /proc are in clock ticks

/// A process that does `begin` and then waits until it is ended; `begin` may start another and returns its pid.
class Process {
 public:
  explicit Process(const std::function<pid_t()>& begin) {
    int report[2];
    if (pipe(report) != 0) throw std::runtime_error("pipe failed");
    pid_ = fork();
    if (pid_ == 0) {
      const pid_t other = begin();
      (void)!write(report[1], &other, sizeof other);
      for (;;) ::pause();
    }
    (void)!read(report[0], &other_, sizeof other_);
    close(report[0]);
    close(report[1]);
  }
  ~Process() {
    if (other_ > 0) kill(other_, SIGKILL);
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  pid_t pid() const { return pid_; }
  pid_t other() const { return other_; }

 private:
  pid_t pid_ = -1;
  pid_t other_ = -1;
};

pid_t lead_a_session() {
  setsid();
  return 0;
}

pid_t lead_a_session_with_a_late_child() {
  setsid();
  std::this_thread::sleep_for(pause);
  const pid_t child = fork();
  if (child == 0) {
    for (;;) ::pause();
  }
  return child;
}

// sshd's password method: PAM runs in the connection's own process, whose parent is the listening sshd.
TEST(ConnectionAge, OfASessionLeaderIsItsOwn) {
  std::this_thread::sleep_for(pause);  // the parent is older by at least this
  const auto before = steady_clock::now();
  const Process connection(lead_a_session);
  const auto age = connection_age(connection.pid());
  const auto elapsed = std::chrono::ceil<milliseconds>(steady_clock::now() - before);
  ASSERT_TRUE(age);
  EXPECT_LE(*age, elapsed + tick) << "not the age of the process that listens";
}

// keyboard-interactive: PAM runs in a child that the connection's process makes when it is time to ask.
TEST(ConnectionAge, OfAChildIsTheSessionLeaders) {
  const Process connection(lead_a_session_with_a_late_child);
  const auto age = connection_age(connection.other());
  ASSERT_TRUE(age);
  EXPECT_GE(*age, pause - tick) << "not the age of the child";
}

TEST(ConnectionAge, OfNobodyIsUnknown) { EXPECT_FALSE(connection_age(-1)); }

TEST(RealUid, IsWhoRunsTheProcess) {
  EXPECT_EQ(real_uid_of(getpid()), getuid());
  EXPECT_FALSE(real_uid_of(-1));
}

}  // namespace
}  // namespace tessera
