// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/notify.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/unit/service/temporary.hpp"

namespace tessera {
namespace {

using namespace std::chrono_literals;

/// The service manager's end, in this process.
class Notify : public Temporary {
 protected:
  void SetUp() override {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path("notify").copy(address.sun_path, sizeof address.sun_path - 1);
    manager_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    ASSERT_EQ(bind(manager_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    setenv("NOTIFY_SOCKET", path("notify").c_str(), 1);
  }
  void TearDown() override {
    unsetenv("NOTIFY_SOCKET");
    close(manager_);
  }
  /// The next thing that was said; empty when nothing was.
  std::string said() const {
    char state[4096];
    const ssize_t size = recv(manager_, state, sizeof state, 0);
    return size < 0 ? std::string() : std::string(state, static_cast<std::size_t>(size));
  }

 private:
  int manager_ = -1;
};

TEST_F(Notify, ReadyWithAStatusOfOneLine) {
  notify_ready("store /x: disk\nfull");
  EXPECT_EQ(said(), "READY=1\nSTATUS=store /x: disk\\x0afull");
}

TEST_F(Notify, Stopping) {
  notify_stopping();
  EXPECT_EQ(said(), "STOPPING=1\nSTATUS=stopping");
}

TEST_F(Notify, ReloadingHasTheTimeOfTheManagersClock) {
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000'000LL + time.tv_nsec / 1000;
  };
  const auto before = now();
  notify_reloading();
  const std::string state = said();
  const std::string head = "RELOADING=1\nMONOTONIC_USEC=";
  ASSERT_TRUE(state.starts_with(head)) << state;
  const auto moment = std::stoll(state.substr(head.size()));
  EXPECT_LE(before, moment);
  EXPECT_LE(moment, now());
}

TEST_F(Notify, WithoutAManagerNothingHappens) {
  unsetenv("NOTIFY_SOCKET");
  notify_ready("serving");
  EXPECT_EQ(said(), "");
}

TEST_F(Notify, AWatchdogIsFedWhenItIsDueAndBoundsTheWait) {
  Watchdog watchdog(10s);
  const Watchdog::Clock::time_point start(1h);
  EXPECT_EQ(watchdog.feed(-1, start), 10'000);
  EXPECT_EQ(said(), "WATCHDOG=1");
  EXPECT_EQ(watchdog.feed(-1, start + 9999ms), 1);
  EXPECT_EQ(watchdog.feed(-1, start + 9'999'999us), 1);  // rounded up, so that the loop never spins
  EXPECT_EQ(watchdog.feed(3000, start + 1s), 3000);
  EXPECT_EQ(watchdog.feed(0, start + 1s), 0);
  EXPECT_EQ(said(), "");
  EXPECT_EQ(watchdog.feed(-1, start + 25s), 10'000);  // late, and not twice for it
  EXPECT_EQ(said(), "WATCHDOG=1");
  EXPECT_EQ(said(), "");
}

TEST_F(Notify, WithoutAWatchdogTheWaitIsTheCallers) {
  Watchdog watchdog(std::nullopt);
  EXPECT_EQ(watchdog.feed(-1), -1);
  EXPECT_EQ(watchdog.feed(100), 100);
  EXPECT_EQ(said(), "");
}

TEST_F(Notify, TheIntervalIsHalfOfTheManagersAndThisProcesssOwn) {
  setenv("WATCHDOG_USEC", "30000000", 1);
  unsetenv("WATCHDOG_PID");
  EXPECT_EQ(watchdog_interval(), 15s);
  setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);
  EXPECT_EQ(watchdog_interval(), 15s);
  setenv("WATCHDOG_PID", "1", 1);
  EXPECT_EQ(watchdog_interval(), std::nullopt);
  setenv("WATCHDOG_USEC", "soon", 1);
  setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);
  EXPECT_EQ(watchdog_interval(), std::nullopt);
  unsetenv("WATCHDOG_USEC");
  unsetenv("WATCHDOG_PID");
  EXPECT_EQ(watchdog_interval(), std::nullopt);
}

}  // namespace
}  // namespace tessera
