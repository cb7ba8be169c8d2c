// SPDX-License-Identifier: Apache-2.0
// Loaded and unloaded as often as a long-lived server does, the module leaves nothing behind.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/support/pam_stack.hpp"

namespace tessera::test {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int usual_times = 1000;
constexpr long slack_kib = 16 * 1024;  // a sanitizer registers the module's globals each time
#else
constexpr int usual_times = 100'000;  // 20 s
constexpr long slack_kib = 64;  // the smallest leak, 24 bytes each time, comes to 2300
#endif

/// What a leak adds to.
struct Footprint {
  std::size_t descriptors = 0;
  std::size_t mappings = 0;
  long threads = 0;
  long memory_kib = 0;
};

Footprint footprint() {
  Footprint now;
  const std::filesystem::directory_iterator files("/proc/self/fd");
  now.descriptors = static_cast<std::size_t>(std::distance(begin(files), end(files)));
  std::ifstream maps("/proc/self/maps"), status("/proc/self/status");
  for (std::string line; std::getline(maps, line);) ++now.mappings;
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("Threads:")) now.threads = std::stol(line.substr(8));
    if (line.starts_with("VmData:")) now.memory_kib = std::stol(line.substr(7));
  }
  return now;
}

void load_and_unload(int times) {
  for (int i = 0; i < times; ++i) {
    void* module = dlopen(TESSERA_PAM_MODULE, RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(module, nullptr) << dlerror();
    ASSERT_EQ(dlclose(module), 0);
  }
}

/// Transactions of a program whose daemon is away, as libpam loads the module.
void log_in(int times) {
  TemporaryDirectory run;
  const PamStack stack("sshd", bare_stack, PamStack::arguments(run.file("absent.sock"), 1));
  for (int i = 0; i < times; ++i) {
    ScriptedConversation person;
    ASSERT_EQ(PamLogin(stack, {}, &person).authenticate(), PAM_AUTHINFO_UNAVAIL);
  }
}

void expect_no_growth(void (*again)(int), int times) {
  again(100);
  const Footprint before = footprint();
  again(times);
  const Footprint after = footprint();
  EXPECT_EQ(after.descriptors, before.descriptors);
  EXPECT_EQ(after.threads, before.threads);
  EXPECT_LE(after.mappings, before.mappings + 8);
  EXPECT_LE(after.memory_kib, before.memory_kib + slack_kib);
  testing::Test::RecordProperty("kib", static_cast<int>(after.memory_kib - before.memory_kib));
  EXPECT_EQ(dlopen(TESSERA_PAM_MODULE, RTLD_NOW | RTLD_NOLOAD), nullptr) << "the module pins itself";
}

TEST(Loading, ManyTimesLeavesNothing) { expect_no_growth(load_and_unload, usual_times); }

TEST(Loading, ManyTransactionsLeaveNothing) { expect_no_growth(log_in, 500); }

}  // namespace
}  // namespace tessera::test
