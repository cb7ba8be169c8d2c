// SPDX-License-Identifier: Apache-2.0
// The real module, the real daemon and its helpers, both shipped stacks; no root.
#include <gtest/gtest.h>

#include "tests/support/pam_stack.hpp"
#include "tests/support/real_system.hpp"

namespace tessera::test {
namespace {

constexpr char password[] = "correct horse";
constexpr int timeout_s = 20;

class RealLogin : public testing::TestWithParam<const char*> {
 protected:
  bool has_password() const { return std::string_view(GetParam()) == "tessera-password-code"; }

  void enforce_for_ana() {
    EXPECT_EQ(system.tesseractl({"account", "add", "ana", "--phone", "+15005550142", "--email", "ana@example.com"}), 0);
    EXPECT_EQ(system.tesseractl({"environment", "enforce", "--accept-locked-out", "1"}), 0);
  }
  /// Answers the first factor where the stack has one.
  ScriptedConversation person() const {
    ScriptedConversation made;
    if (has_password()) made.answer(password);
    return made;
  }
  int log_in(ScriptedConversation& person) {
    PamStack stack("tessera-test", shipped_stack(GetParam()), PamStack::arguments(system.login_socket(), timeout_s));
    stack.add_user("ana", password);
    return PamLogin(stack, {}, &person).authenticate();
  }
  RealSystem system{"tessera-test"};
};

TEST_P(RealLogin, OffLetsPass) {
  ScriptedConversation ana = person();
  EXPECT_EQ(log_in(ana), PAM_SUCCESS);
  EXPECT_TRUE(ana.shown(PAM_PROMPT_ECHO_ON).empty());
}

TEST_P(RealLogin, WithoutContactIsRefused) {
  EXPECT_EQ(system.tesseractl({"environment", "enforce", "--accept-locked-out", "2"}), 0);
  ScriptedConversation ana = person();
  EXPECT_EQ(log_in(ana), PAM_AUTH_ERR);
  EXPECT_TRUE(ana.shown(PAM_PROMPT_ECHO_ON).empty());
  ASSERT_EQ(ana.shown(PAM_ERROR_MSG).size(), 1u);
}

TEST_P(RealLogin, CancelledIsRefused) {
  enforce_for_ana();
  ScriptedConversation ana = person();
  ana.answer("q");
  EXPECT_EQ(log_in(ana), PAM_AUTH_ERR);
  EXPECT_TRUE(system.messages().empty());
}

TEST_P(RealLogin, TheDeliveredCodeOpens) {
  enforce_for_ana();
  ScriptedConversation asks = person();
  asks.answer("1").no_answer();
  EXPECT_EQ(log_in(asks), PAM_AUTH_ERR) << "broken off at the code prompt";
  ScriptedConversation proves = person();
  proves.answer("1").answer(system.newest_code());
  EXPECT_EQ(log_in(proves), PAM_SUCCESS);
  EXPECT_EQ(system.messages().size(), 1u) << "the outstanding code was offered again";
  ScriptedConversation repeats = person();
  repeats.answer(system.newest_code()).answer("q");
  EXPECT_EQ(log_in(repeats), PAM_AUTH_ERR) << "a code works once (R-03)";
}

TEST_P(RealLogin, WrongCodesAreRefusedAndLock) {
  enforce_for_ana();
  for (int login = 0; login < 4; ++login) {
    ScriptedConversation ana = person();
    ana.answer("1");
    const std::string wrong = "000000";
    for (int i = 0; i < 3; ++i) ana.answer(wrong);
    EXPECT_EQ(log_in(ana), PAM_AUTH_ERR);
  }
  ScriptedConversation locked = person();
  EXPECT_EQ(log_in(locked), PAM_AUTH_ERR);
  EXPECT_TRUE(locked.shown(PAM_PROMPT_ECHO_ON).empty());
  EXPECT_NE(locked.shown(PAM_ERROR_MSG).at(0).find("wrong codes in a row"), std::string::npos);
  EXPECT_EQ(system.tesseractl({"unlock", "ana"}), 0);
  ScriptedConversation freed = person();
  freed.answer("q");
  EXPECT_EQ(log_in(freed), PAM_AUTH_ERR);
  EXPECT_EQ(freed.shown(PAM_PROMPT_ECHO_ON).size(), 1u);
}

TEST_P(RealLogin, APasswordTypedAgainIsNoAnswer) {  // what sshd's password method does
  enforce_for_ana();
  const std::string stack_text = "auth required pam_exec.so expose_authtok quiet /bin/true\n" + shipped_stack(GetParam());
  PamStack stack("tessera-test", stack_text, PamStack::arguments(system.login_socket(), timeout_s));
  stack.add_user("ana", password);
  ScriptedConversation ana;
  ana.answer(password).answer(password).answer(password);
  EXPECT_NE(PamLogin(stack, {}, &ana).authenticate(), PAM_SUCCESS);
  EXPECT_TRUE(system.messages().empty());
}

TEST_P(RealLogin, WithoutDaemonNobodyIsLetIn) {
  system.stop();
  ScriptedConversation ana = person();
  EXPECT_EQ(log_in(ana), PAM_AUTHINFO_UNAVAIL);
}

INSTANTIATE_TEST_SUITE_P(BothStacks, RealLogin, testing::Values("tessera-password-code", "tessera-key-code"));

TEST(RealDaemon, WithoutStoreNobodyIsLetIn) {  // it never makes one
  RealSystem::Settings settings;
  settings.make_store = false;
  EXPECT_THROW(RealSystem("tessera-test", settings), std::runtime_error) << "no seal key either: tesserad does not start";
}

}  // namespace
}  // namespace tessera::test
