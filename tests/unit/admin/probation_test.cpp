// SPDX-License-Identifier: Apache-2.0
// A switch that nobody confirms goes back in time, whatever is done to the host's clock (mission S13).
#include "daemon/switch_probation.hpp"
#include "tests/unit/admin/admin_world.hpp"

namespace tessera::test {
namespace {

class Probation : public AdminWorld {
 protected:
  void enforce_until(TimePoint until) {
    EnvironmentState state{Switch::enforce, clock.now(), "ana"};
    SwitchDeadline deadline{until, Switch::observe, "ana"};
    run_async(sqlite->set_switch_until(std::move(state), std::move(deadline))).value();
  }
  /// Until the daemon has said that the switch went back; false when it has not within a time that is long enough.
  bool goes_back() {
    spawn(loop_.get_executor(), probation_.watch([this]() -> RequestStore& { return *sqlite; }, clock, log));
    const auto enough = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (log.lines.empty() && std::chrono::steady_clock::now() < enough) loop_.run_one_for(std::chrono::seconds(1));
    return !log.lines.empty();
  }
  /// The watch may be asking the store, whose answer needs a loop.
  ~Probation() override { sqlite.reset(); }

  Switch position() { return run_async(sqlite->environment()).value().position; }

 private:
  asio::io_context loop_;
  SwitchProbation probation_{loop_.get_executor()};
};

TEST_F(Probation, AClockThatIsSetBackMakesItNoLonger) {
  enforce_until(clock.now() + std::chrono::milliseconds(200));  // and now the clock stands still
  EXPECT_TRUE(goes_back());
  EXPECT_EQ(position(), Switch::observe);
  EXPECT_EQ(run_async(sqlite->environment()).value().since, clock.now());
}

TEST_F(Probation, OneThatPassedWhileNoDaemonRanGoesBackAtTheStart) {
  enforce_until(clock.now() + std::chrono::hours(1));
  clock.advance(std::chrono::hours(2));
  EXPECT_TRUE(goes_back());
  EXPECT_EQ(position(), Switch::observe);
}

}  // namespace
}  // namespace tessera::test
