// SPDX-License-Identifier: Apache-2.0
// Both shipped stacks x every verdict, and what the first factor keeps away from Tessera.
#include <gtest/gtest.h>

#include <ostream>
#include <tuple>

#include "tests/support/fake_daemon.hpp"
#include "tests/support/pam_stack.hpp"

namespace tessera::test {
namespace {

constexpr char password[] = "correct horse";

struct Row {
  const char* stack;
  std::uint64_t verdict;  ///< as on the wire; 0 and above 5 are none
  int result;
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.stack << " verdict " << row.verdict;
}

/// Done with any number, also one that is no verdict.
std::string done_packet(std::uint64_t verdict) {
  char bytes[32];
  codec::Writer writer(bytes, sizeof bytes);
  writer.byte(static_cast<std::uint8_t>(MessageType::done));
  if (verdict != 0) writer.field(1, verdict);
  return {bytes, writer.size()};
}

class ShippedStack : public testing::TestWithParam<Row> {
 protected:
  TemporaryDirectory run_;
  std::string socket_ = run_.file("login.sock").string();
};

TEST_P(ShippedStack, EndsAsTheVerdictSays) {
  const FakeDaemon daemon(socket_, [](FakePeer& peer) {
    peer.receive();
    peer.ask("Code: ");
    peer.receive();
    peer.send(done_packet(GetParam().verdict));
    peer.drain();
  });
  PamStack stack("sshd", shipped_stack(GetParam().stack), PamStack::arguments(socket_, 10));
  stack.add_user("ana", password);
  ScriptedConversation person;
  if (std::string_view(GetParam().stack) == "tessera-password-code") person.answer(password);
  person.answer("482931");
  PamLogin login(stack, {}, &person);
  EXPECT_EQ(login.authenticate(), GetParam().result);
  EXPECT_EQ(person.shown(PAM_PROMPT_ECHO_ON), std::vector<std::string>{"Code: "});
}

// The second stack's PAM_IGNORE becomes PAM_SUCCESS by its pam_permit line.
INSTANTIATE_TEST_SUITE_P(
    EveryVerdict, ShippedStack,
    testing::Values(
        Row{"tessera-password-code", 1, PAM_SUCCESS}, Row{"tessera-password-code", 2, PAM_SUCCESS},
        Row{"tessera-password-code", 3, PAM_AUTH_ERR}, Row{"tessera-password-code", 4, PAM_AUTH_ERR},
        Row{"tessera-password-code", 5, PAM_AUTHINFO_UNAVAIL}, Row{"tessera-password-code", 0, PAM_ABORT},
        Row{"tessera-password-code", 6, PAM_ABORT}, Row{"tessera-key-code", 1, PAM_SUCCESS},
        Row{"tessera-key-code", 2, PAM_SUCCESS}, Row{"tessera-key-code", 3, PAM_AUTH_ERR},
        Row{"tessera-key-code", 4, PAM_AUTH_ERR}, Row{"tessera-key-code", 5, PAM_AUTHINFO_UNAVAIL},
        Row{"tessera-key-code", 0, PAM_ABORT}, Row{"tessera-key-code", 6, PAM_ABORT}));

TEST(PasswordCode, AWrongPasswordNeverReachesTheDaemon) {
  TemporaryDirectory run;
  const std::string socket = run.file("login.sock");
  FakeDaemon daemon(socket, [](FakePeer& peer) { peer.done(Verdict::proven); });
  PamStack stack("sshd", shipped_stack("tessera-password-code"), PamStack::arguments(socket, 10));
  stack.add_user("ana", password);
  for (const char* wrong : {"wrong", "", "482931"}) {
    ScriptedConversation person;
    person.answer(wrong);
    PamLogin login(stack, {}, &person);
    EXPECT_EQ(login.authenticate(), PAM_AUTH_ERR) << wrong;
  }
  daemon.stop();
  EXPECT_EQ(daemon.connections(), 0);
}

TEST(PasswordCode, TheRightPasswordAloneIsNotEnough) {
  TemporaryDirectory run;
  PamStack stack("sshd", shipped_stack("tessera-password-code"),
                 PamStack::arguments(run.file("absent.sock"), 10));
  stack.add_user("ana", password);
  ScriptedConversation person;
  person.answer(password);
  EXPECT_EQ(PamLogin(stack, {}, &person).authenticate(), PAM_AUTHINFO_UNAVAIL);
}

/// The calls of a program after pam_authenticate, on each shipped stack and after either way in.
class AfterAuthentication : public testing::TestWithParam<std::tuple<const char*, Verdict>> {};

TEST_P(AfterAuthentication, CredentialsAndAccountSucceed) {
  const auto [name, verdict] = GetParam();
  TemporaryDirectory run;
  const std::string socket = run.file("login.sock");
  FakeDaemon daemon(socket, [verdict = verdict](FakePeer& peer) {
    peer.receive();
    peer.done(verdict);
  });
  PamStack stack("sshd", shipped_stack(name), PamStack::arguments(socket, 10));
  stack.add_user("ana", password);
  ScriptedConversation person;
  person.answer(password);
  PamLogin login(stack, {}, &person);
  ASSERT_EQ(login.authenticate(), PAM_SUCCESS);
  EXPECT_EQ(pam_setcred(login.handle(), PAM_ESTABLISH_CRED), PAM_SUCCESS);
  EXPECT_EQ(pam_setcred(login.handle(), PAM_DELETE_CRED), PAM_SUCCESS);
  EXPECT_EQ(pam_acct_mgmt(login.handle(), 0), PAM_SUCCESS);
}

INSTANTIATE_TEST_SUITE_P(BothStacks, AfterAuthentication,
                         testing::Combine(testing::Values("tessera-password-code", "tessera-key-code"),
                                          testing::Values(Verdict::proven, Verdict::not_concerned)));

}  // namespace
}  // namespace tessera::test
