// SPDX-License-Identifier: Apache-2.0
// That the watch of the fault tests misses no call: what the module imports, and what it was seen to call.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdio.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <string>

#include "tests/support/fake_daemon.hpp"
#include "tests/support/module_watch.hpp"
#include "tests/support/pam_stack.hpp"

namespace tessera::test {
namespace {

using testing::Contains;
using testing::Each;
using testing::Ne;

constexpr char password[] = "correct horse";

/// They cannot fail. `free` is watched all the same, for wiped replies.
const std::set<std::string> infallible = {
    "__errno_location", "bcmp", "explicit_bzero", "free", "memcmp", "memcpy", "memset", "strlen", "strncmp",
    "__stack_chk_fail", "__cxa_finalize", "__gmon_start__", "_ITM_deregisterTMCloneTable", "_ITM_registerTMCloneTable"};

/// What the compiler's sanitizers and coverage bring along.
bool is_instrumentation(const std::string& name) {
  return name.starts_with("__asan_") || name.starts_with("__ubsan_") || name.starts_with("__tsan_") ||
         name.starts_with("__sanitizer_");
}

std::set<std::string> imports() {
  FILE* nm = popen("nm -D --undefined-only --format=posix '" TESSERA_PAM_MODULE "'", "r");
  std::set<std::string> names;
  char name[256];
  while (fscanf(nm, "%255[^@ \n]%*[^\n]\n", name) == 1) {
    if (!is_instrumentation(name) && !infallible.contains(name)) names.insert(name);
  }
  pclose(nm);
  return names;
}

/// Until the module, in the program's first thread, waits for a reply instead of looking for one (proc(5)).
void let_module_fall_asleep() {
  for (char state = 0; state != 'S';) {
    std::ifstream stat("/proc/" + std::to_string(getpid()) + "/stat");
    std::string line;
    std::getline(stat, line);
    state = line.at(line.rfind(')') + 2);
  }
}

/// A login that ends with a verdict, and one without a daemon.
std::set<std::string> called() {
  std::set<std::string> names;
  TemporaryDirectory run;
  const std::string socket = run.file("login.sock");
  FakeDaemon daemon(socket, [](FakePeer& peer) {
    peer.receive();
    let_module_fall_asleep();
    peer.ask("Code: ");
    if (peer.receive()) peer.done(Verdict::proven);
  });
  for (const std::string& path : {socket, run.file("absent.sock").string()}) {
    const PamStack stack("sshd", bare_stack, PamStack::arguments(path, 10));
    ScriptedConversation person;
    person.answer("482931");
    ModuleWatch watch;
    PamLogin(stack, {}, &person).authenticate();
    names.insert(watch.called().begin(), watch.called().end());
  }
  names.erase("conversation");  // no import: PAM_CONV has it
  return names;
}

TEST(Calls, EachThatTheModuleImportsIsMadeToFail) {
  const std::set<std::string> imported = imports();
  EXPECT_THAT(imported, Contains("recv")) << "nm gave nothing";
  for (const std::string& name : imported) EXPECT_FALSE(faults_of(name).empty()) << name << " has no fault";
}

TEST(Calls, EachGoesThroughTheWatch) {
  EXPECT_EQ(called(), imports());
}

TEST(ThePassword, IsNotForwardedWhenItCannotBeRead) {
  TemporaryDirectory run;
  const std::string socket = run.file("login.sock");
  FakeDaemon daemon(socket, [](FakePeer& peer) {
    peer.receive();
    peer.ask("Code: ");
    peer.receive();
  });
  const PamStack stack("sshd",
                       std::string("auth required pam_exec.so expose_authtok quiet /bin/true\n") + bare_stack,
                       PamStack::arguments(socket, 10));
  bool more = true;
  for (std::size_t nth = 0; more; ++nth) {
    ScriptedConversation program;
    program.answer(password).answer(password);
    ModuleWatch watch({.nth = nth});
    PamLogin(stack, {}, &program).authenticate();
    more = watch.reached();
  }
  daemon.stop();
  EXPECT_GT(daemon.received().size(), 10u);
  EXPECT_THAT(daemon.received(), Each(Ne(packet_of(Answer{password}))));
}

}  // namespace
}  // namespace tessera::test
