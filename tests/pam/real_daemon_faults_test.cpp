// SPDX-License-Identifier: Apache-2.0
// The module's calls fail at the real daemon, and people type what nobody expects.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/module_watch.hpp"
#include "tests/support/pam_stack.hpp"
#include "tests/support/real_system.hpp"

namespace tessera::test {
namespace {

using testing::IsEmpty;

constexpr int timeout_s = 20;
constexpr char service[] = "tessera-test";

class RealDaemonFaults : public testing::Test {
 protected:
  void enforce_for_ana() {
    EXPECT_EQ(system_.tesseractl({"account", "add", "ana", "--phone", "+15005550142", "--email", "ana@example.com"}), 0);
    EXPECT_EQ(system_.tesseractl({"environment", "enforce", "--accept-locked-out", "1"}), 0);
  }
  int log_in(ScriptedConversation& person) { return PamLogin(stack_, {}, &person).authenticate(); }
  /// What no verdict that reached the module has said is no success.
  int log_in(ModuleWatch& watch, ScriptedConversation& person) {
    const int result = log_in(person);
    EXPECT_THAT(watch.breaches(timeout_s), IsEmpty()) << watch.story();
    EXPECT_TRUE(result != PAM_SUCCESS || watch.verdict() == Verdict::proven) << watch.story();
    EXPECT_TRUE(result != ignored || watch.verdict() == Verdict::not_concerned) << watch.story();
    return result;
  }
  RealSystem system_{service};
  const PamStack stack_{service, bare_stack, PamStack::arguments(system_.login_socket(), timeout_s)};
};

TEST_F(RealDaemonFaults, InTurnWhileOff) {
  std::size_t nth = 0, fault = 0, let_pass = 0;
  for (bool more = true; more && !HasFailure();) {
    ModuleWatch watch({nth, fault++});
    ScriptedConversation ana;
    if (log_in(watch, ana) == ignored) ++let_pass;
    more = watch.reached() || watch.beyond_faults();
    if (!watch.beyond_faults()) continue;
    ++nth;
    fault = 0;
  }
  EXPECT_GT(let_pass, 0u);
}

TEST_F(RealDaemonFaults, ByChanceNobodyIsLetInWhoGivesUp) {
  enforce_for_ana();
  for (std::uint64_t seed = 1; seed <= 200 && !HasFailure(); ++seed) {
    ModuleWatch watch({.one_in = 4 + static_cast<unsigned>(seed % 60), .seed = seed});
    ScriptedConversation ana;
    ana.answer("").no_answer();
    const int result = log_in(watch, ana);
    EXPECT_TRUE(result == PAM_AUTH_ERR || result == PAM_AUTHINFO_UNAVAIL || result == PAM_ABORT) << watch.story();
  }
}

TEST_F(RealDaemonFaults, ByChanceACodeOpensOnceAtMost) {  // R-03, also when a verdict gets lost on its way
  enforce_for_ana();
  ScriptedConversation asks;
  asks.answer("1").no_answer();
  EXPECT_EQ(log_in(asks), PAM_AUTH_ERR);
  const std::string code = system_.newest_code();
  int let_in = 0;
  for (std::uint64_t seed = 1; seed <= 100 && !HasFailure(); ++seed) {
    ModuleWatch watch({.one_in = 100, .seed = seed});
    ScriptedConversation ana;
    ana.answer(code).answer("q");
    if (log_in(watch, ana) == PAM_SUCCESS) ++let_in;
  }
  EXPECT_LE(let_in, 1) << "none where the verdict got lost";
  ScriptedConversation ana;
  ana.answer(code).answer("q");
  EXPECT_EQ(log_in(ana), PAM_AUTH_ERR) << "by now it is used";
}

TEST_F(RealDaemonFaults, WhatIsNoAnswerCostsNothing) {
  enforce_for_ana();
  for (const std::string text : {"\x1b[2J", "1\r\n", "48\t2931", "\xff", "\xc0\xb1", "482931\x7f", "caf\xc3\xa9"}) {
    ScriptedConversation ana;
    ana.answer(text).answer(std::string(PAM_MAX_RESP_SIZE, '4')).answer(std::string(64 * 1024, '4')).answer("q");
    EXPECT_EQ(log_in(ana), PAM_AUTH_ERR) << text;
    EXPECT_EQ(ana.shown(PAM_PROMPT_ECHO_ON).size(), 4u) << text;
  }
  EXPECT_THAT(system_.messages(), IsEmpty());
  ScriptedConversation asks;
  asks.answer("1").answer("").answer("").answer("");  // Enter, or Ctrl-D over ssh
  EXPECT_EQ(log_in(asks), PAM_AUTH_ERR);
  ScriptedConversation proves;
  proves.answer("1").answer(system_.newest_code());
  EXPECT_EQ(log_in(proves), PAM_SUCCESS);
}

}  // namespace
}  // namespace tessera::test
