// SPDX-License-Identifier: Apache-2.0
// Programs with threads, and programs that fork while a prompt is open.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "tests/support/fake_daemon.hpp"
#include "tests/support/pam_stack.hpp"

namespace tessera::test {
namespace {

constexpr char code[] = "482931";

/// Lets in whose code is right, and refuses others.
FakeDaemon::Script judging(std::string right_code) {
  return [right_code](FakePeer& peer) {
    peer.receive();
    peer.ask("Code: ");
    const auto answer = peer.receive();
    if (!answer) return;
    peer.done(*answer == packet_of(Answer{right_code}) ? Verdict::proven : Verdict::refused);
    peer.receive();  // the module has left, or a second process has answered too
  };
}

/// One user's logins, each with a PAM handle of its own. Every third code is wrong. Counts wrong results.
int log_in_often(const PamStack& stack, const std::string& own_code) {
  int wrong = 0;
  for (int i = 0; i < 30; ++i) {
    const bool right = i % 3 != 0;
    ScriptedConversation person;
    person.answer(right ? own_code : "000000");
    if (PamLogin(stack, {}, &person).authenticate() != (right ? PAM_SUCCESS : PAM_AUTH_ERR)) ++wrong;
  }
  return wrong;
}

TEST(Threads, LogInAtTheSameTime) {
  constexpr int users = 6;
  std::barrier together(users);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int user = 0; user < users; ++user) {
    threads.emplace_back([&together, &wrong, user] {
      const std::string own_code = std::to_string(482931 + user);
      const TemporaryDirectory run;
      const std::string socket = run.file("login.sock");
      const FakeDaemon daemon(socket, judging(own_code));
      const PamStack stack("sshd", bare_stack, PamStack::arguments(socket, 60));
      together.arrive_and_wait();
      wrong += log_in_often(stack, own_code);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

class ForkAtThePrompt : public testing::Test {
 protected:
  int log_in(std::function<void()> at_the_prompt) {
    ScriptedConversation person;
    person.give({PAM_SUCCESS, code, std::move(at_the_prompt)});
    return PamLogin(stack_, {}, &person).authenticate();
  }
  TemporaryDirectory run_;
  std::string socket_ = run_.file("login.sock").string();
  FakeDaemon daemon_{socket_, judging(code)};
  const PamStack stack_{"sshd", bare_stack, PamStack::arguments(socket_, 60)};
};

TEST_F(ForkAtThePrompt, AChildThatEndsChangesNothing) {
  const int result = log_in([] {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    waitpid(child, nullptr, 0);
  });
  EXPECT_EQ(result, PAM_SUCCESS);
}

TEST_F(ForkAtThePrompt, AChildThatStaysChangesNothing) {
  pid_t child = -1;
  const int result = log_in([&child] {
    child = fork();
    if (child == 0) {
      pause();
      _exit(0);
    }
  });
  EXPECT_EQ(result, PAM_SUCCESS);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

TEST_F(ForkAtThePrompt, OneVerdictIsForOneProcess) {
  pid_t child = -1;
  const int result = log_in([&child] { child = fork(); });
  if (child == 0) _exit(result);  // it came back from the conversation as well
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ((result == PAM_SUCCESS) + (WEXITSTATUS(status) == PAM_SUCCESS), 1);
}

}  // namespace
}  // namespace tessera::test
