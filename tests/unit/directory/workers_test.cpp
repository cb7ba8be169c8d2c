// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/workers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace tessera {
namespace {

using std::chrono::steady_clock;
using testing::HasSubstr;

Deadline in(std::chrono::milliseconds time) { return steady_clock::now() + time; }
constexpr std::chrono::minutes long_time(5);

Outcome known() { return {Reply::found, "ana", 5000, {}}; }

/// A call that lasts until the gate opens.
class Gate {
 public:
  std::function<Outcome()> call() const {
    return [open = open_] {
      open.wait();
      return known();
    };
  }
  void open() { promise_.set_value(); }

 private:
  std::promise<void> promise_;
  std::shared_future<void> open_ = promise_.get_future().share();
};

TEST(Workers, ReturnsTheOutcome) {
  Workers workers(1);
  EXPECT_EQ(workers.run(known, in(long_time)).name, "ana");
}

TEST(Workers, LeavesAHangingCallBehind) {
  Workers workers(2);
  Gate gate;
  const Outcome outcome = workers.run(gate.call(), in(std::chrono::milliseconds(20)));
  EXPECT_EQ(outcome.answer, Reply::failed);
  EXPECT_EQ(outcome.detail, "did not answer in time");
  EXPECT_EQ(workers.run(known, in(long_time)).answer, Reply::found);
  gate.open();
}

TEST(Workers, AllStuckAnswersWithoutWaiting) {
  Workers workers(2);
  Gate gate;
  for (int i = 0; i < 2; ++i) (void)workers.run(gate.call(), in(std::chrono::milliseconds(10)));
  const Outcome outcome = workers.run(known, in(long_time));
  EXPECT_EQ(outcome.answer, Reply::failed);
  EXPECT_THAT(outcome.detail, HasSubstr("every worker waits"));
  gate.open();
}

TEST(Workers, AReturningCallGivesItsPlaceBack) {
  Workers workers(1);
  Gate gate;
  (void)workers.run(gate.call(), in(std::chrono::milliseconds(10)));
  EXPECT_EQ(workers.run(known, in(long_time)).answer, Reply::failed);
  gate.open();
  Outcome outcome;
  while (outcome.answer != Reply::found) outcome = workers.run(known, in(long_time));
  EXPECT_EQ(outcome.name, "ana");
}

TEST(Workers, WaitsForAPlaceThatIsInUseButNotStuck) {
  Workers workers(1);
  Gate gate;
  std::promise<void> began;
  auto first = std::async(std::launch::async, [&workers, call = gate.call(), &began] {
    return workers.run([call, &began] { began.set_value(); return call(); }, in(long_time));
  });
  began.get_future().wait();
  auto second = std::async(std::launch::async, [&workers] { return workers.run(known, in(long_time)); });
  gate.open();
  EXPECT_EQ(first.get().answer, Reply::found);
  EXPECT_EQ(second.get().answer, Reply::found);
}

TEST(Workers, NoPlaceInTime) {
  Workers workers(1);
  Gate gate;
  std::promise<void> began;
  auto first = std::async(std::launch::async, [&workers, call = gate.call(), &began] {
    return workers.run([call, &began] { began.set_value(); return call(); }, in(long_time));
  });
  began.get_future().wait();
  EXPECT_THAT(workers.run(known, in(std::chrono::milliseconds(10))).detail, HasSubstr("no worker was free"));
  gate.open();
  EXPECT_EQ(first.get().answer, Reply::found);
}

}  // namespace
}  // namespace tessera
