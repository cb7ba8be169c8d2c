// SPDX-License-Identifier: Apache-2.0
// Opening a session, while every call of the module to libc and libpam fails in turn, and many by chance: the session is
// opened in any case, in bounded time, and nothing is left behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_daemon.hpp"
#include "tests/support/module_watch.hpp"
#include "tests/support/pam_stack.hpp"

namespace tessera::test {
namespace {

using testing::IsEmpty;

constexpr int limit_s = 2;  // for the connection; another 2 for sending

class SessionFaults : public testing::Test {
 protected:
  void open_session(ModuleWatch& watch) {
    EXPECT_EQ(PamLogin(stack_, {}, nullptr).open_session(), PAM_SUCCESS) << watch.story();
    EXPECT_THAT(watch.breaches(limit_s), IsEmpty()) << watch.story();
  }
  /// Each call's every fault, until a session makes fewer calls.
  void fail_in_turn(bool lasting) {
    std::size_t nth = 0, fault = 0;
    for (bool more = true; more && !HasFailure();) {
      ModuleWatch watch({nth, fault++, lasting});
      open_session(watch);
      more = watch.reached() || watch.beyond_faults();
      if (!watch.beyond_faults()) continue;
      ++nth;
      fault = 0;
    }
    EXPECT_GT(nth, 5u) << "too few calls for a connection and a message";
  }
  TemporaryDirectory run_;
  std::string socket_ = run_.file("login.sock").string();
  FakeDaemon daemon_{socket_, [](FakePeer& peer) { peer.drain(); }};
  PamStack stack_{"sshd", "session required pam_tessera.so\n", PamStack::arguments(socket_, 10)};
};

TEST_F(SessionFaults, NoneTellsTheDaemon) {
  ModuleWatch watch;
  open_session(watch);
  daemon_.stop();
  SessionOpened opened;
  ASSERT_EQ(daemon_.received().size(), 1u);
  const std::string& packet = daemon_.received().front();
  ASSERT_TRUE(codec::decode(packet.data(), packet.size(), opened));
  EXPECT_EQ(opened.user, "ana");
  EXPECT_EQ(opened.service, "sshd");
}

TEST_F(SessionFaults, InTurn) {
  fail_in_turn(false);
  fail_in_turn(true);
}

TEST_F(SessionFaults, ByChance) {
  for (std::uint64_t seed = 1; seed <= 200 && !HasFailure(); ++seed) {
    ModuleWatch watch({.one_in = 2 + static_cast<unsigned>(seed % 30), .seed = seed});
    open_session(watch);
  }
}

}  // namespace
}  // namespace tessera::test
