// SPDX-License-Identifier: Apache-2.0
// Every call of the module to libc, libpam and the conversation fails in turn, and many by chance: whatever happens,
// nobody is let in without the daemon's explicit verdict, and nothing is left behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "tests/support/fake_daemon.hpp"
#include "tests/support/module_watch.hpp"
#include "tests/support/pam_stack.hpp"

namespace tessera::test {
namespace {

using testing::IsEmpty;

constexpr char password[] = "correct horse";
constexpr int timeout_s = 10;

/// A daemon that lets try twice: `verdict` is for 482931 alone.
FakeDaemon::Script judging(Verdict verdict) {
  return [verdict](FakePeer& peer) {
    if (!peer.receive()) return;
    peer.tell(TellKind::info, "Text sent.");
    for (int tries = 0; tries < 2; ++tries) {
      peer.ask("Code: ");
      const auto answer = peer.receive();
      if (!answer) return;
      if (*answer != packet_of(Answer{"482931"})) continue;
      peer.done(verdict);
      return peer.drain();
    }
    peer.tell(TellKind::error, "Not let in: wrong code.");
    peer.done(Verdict::refused);
    peer.drain();
  };
}

/// What pam_authenticate may return after this verdict, over a bare stack or a shipped one.
int result_of(Verdict verdict, bool bare) {
  if (verdict == Verdict::proven) return PAM_SUCCESS;
  if (verdict == Verdict::not_concerned) return bare ? ignored : PAM_SUCCESS;
  return PAM_AUTH_ERR;
}

/// The lines of a shipped stack that an authentication goes through.
std::string auth_lines(const std::string& name) {
  std::istringstream stack(shipped_stack(name));
  std::string lines;
  for (std::string line; std::getline(stack, line);) {
    if (line.starts_with("auth")) lines += line + "\n";
  }
  return lines;
}

/// A stack (a shipped one's name, or "bare") and what its daemon says to the right code.
struct Case {
  std::string stack;
  Verdict verdict;
};

void PrintTo(const Case& row, std::ostream* out) { *out << row.stack << " verdict " << static_cast<int>(row.verdict); }

class Faults : public testing::TestWithParam<Case> {
 protected:
  Faults() { stack_.add_user("ana", password); }
  bool is_bare() const { return GetParam().stack == "bare"; }
  std::string stack_text() const { return is_bare() ? bare_stack : auth_lines(GetParam().stack); }

  int log_in() {
    ScriptedConversation person;
    if (GetParam().stack == "tessera-password-code") person.answer(password);
    person.answer("000000").answer("482931");
    return PamLogin(stack_, {}, &person).authenticate();
  }
  /// One login over calls that fail as planned: without a verdict the module refuses by itself.
  void log_in(ModuleWatch& watch) {
    const int result = log_in();
    EXPECT_THAT(watch.breaches(timeout_s), IsEmpty()) << watch.story();
    const bool by_itself = result == PAM_AUTHINFO_UNAVAIL || result == PAM_ABORT;
    if (by_itself && watch.any_fault()) return;
    ASSERT_TRUE(watch.verdict()) << result << " " << watch.story();
    EXPECT_EQ(result, result_of(*watch.verdict(), is_bare())) << watch.story();
    EXPECT_FALSE(watch.has_failed("getsockopt")) << "it is not known who gave that verdict (R-34)";
  }
  /// Each call's every fault, until a login makes fewer calls.
  void fail_in_turn(bool lasting) {
    std::size_t nth = 0, fault = 0;
    for (bool more = true; more && !HasFailure();) {
      ModuleWatch watch({nth, fault++, lasting});
      log_in(watch);
      more = watch.reached() || watch.beyond_faults();
      if (!watch.beyond_faults()) continue;
      ++nth;
      fault = 0;
    }
  }
  TemporaryDirectory run_;
  std::string socket_ = run_.file("login.sock").string();
  FakeDaemon daemon_{socket_, judging(GetParam().verdict)};
  PamStack stack_{"sshd", stack_text(), PamStack::arguments(socket_, timeout_s)};
};

TEST_P(Faults, NoneGivesTheVerdict) {
  ModuleWatch watch;
  log_in(watch);
  EXPECT_EQ(watch.verdict(), GetParam().verdict);
}

TEST_P(Faults, InTurn) {
  fail_in_turn(false);
  if (is_bare()) fail_in_turn(true);
}

TEST_P(Faults, ByChance) {
  const char* seed = std::getenv("TESSERA_FAULT_SEED");
  const char* rounds = std::getenv("TESSERA_FAULT_ROUNDS");
  const std::uint64_t first = seed == nullptr ? 1 : std::strtoull(seed, nullptr, 10);
  const std::uint64_t last = first + (rounds == nullptr ? 200 : std::strtoull(rounds, nullptr, 10));
  for (std::uint64_t at = first; at != last && !HasFailure(); ++at) {
    ModuleWatch watch({.one_in = 4 + static_cast<unsigned>(at % 60), .seed = at});
    log_in(watch);
  }
}

INSTANTIATE_TEST_SUITE_P(
    EveryStack, Faults,
    testing::Values(Case{"bare", Verdict::proven}, Case{"bare", Verdict::not_concerned}, Case{"bare", Verdict::refused},
                    Case{"tessera-password-code", Verdict::proven},
                    Case{"tessera-password-code", Verdict::not_concerned},
                    Case{"tessera-password-code", Verdict::refused}, Case{"tessera-key-code", Verdict::proven},
                    Case{"tessera-key-code", Verdict::not_concerned}, Case{"tessera-key-code", Verdict::refused}));

}  // namespace
}  // namespace tessera::test
