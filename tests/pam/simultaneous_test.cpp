// SPDX-License-Identifier: Apache-2.0
// Two hundred logins at the same time, through the real module and the real daemon, and a send limit.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "tests/support/pam_stack.hpp"
#include "tests/support/real_system.hpp"

namespace tessera::test {
namespace {

constexpr unsigned logins = 200;
constexpr int timeout_s = 60;

std::string address(unsigned number) { return "198.51.100." + std::to_string(number); }

class Simultaneous : public testing::TestWithParam<const char*> {
 protected:
  static RealSystem::Settings limited_to_twenty(const std::string& limit) {
    RealSystem::Settings settings;
    settings.limits = "limits: { sends: { per_account: 9999/h, per_destination: 9999/h, total: 9999/h } }\n";
    settings.limits.replace(settings.limits.find(limit) + limit.size(), 8, ": 20/h  ");
    return settings;
  }

  /// One login that asks for a text and leaves at the code prompt; counts how it went.
  void log_in(unsigned number) {
    ScriptedConversation person;
    person.answer("1").answer("q");
    PamItems items;
    items.rhost = address(number);
    const int result = PamLogin(stack, items, &person).authenticate();
    if (result == PAM_SUCCESS || result == ignored) ++let_in;
    if (person.shown(PAM_PROMPT_ECHO_ON).size() == 2) ++sent;
    const std::vector<std::string> errors = person.shown(PAM_ERROR_MSG);
    if (!errors.empty() && errors[0].find("too many codes were sent lately") != std::string::npos) ++limited;
  }

  RealSystem system{"tessera-test", limited_to_twenty(GetParam())};
  PamStack stack{"tessera-test", bare_stack, PamStack::arguments(system.login_socket(), timeout_s)};
  std::atomic<unsigned> let_in = 0, sent = 0, limited = 0;
};

TEST_P(Simultaneous, NeverSendOneMoreThanTheLimit) {
  EXPECT_EQ(system.tesseractl({"account", "add", "ana", "--phone", "+15005550142", "--email", "ana@example.com"}), 0);
  EXPECT_EQ(system.tesseractl({"environment", "enforce", "--accept-locked-out", "1"}), 0);
  std::vector<std::jthread> threads;
  for (unsigned i = 1; i <= logins; ++i) threads.emplace_back([this, i] { log_in(i); });
  threads.clear();
  EXPECT_EQ(sent, 20u);
  EXPECT_EQ(limited, logins - 20);
  EXPECT_EQ(let_in, 0u);
  EXPECT_EQ(system.messages().size(), 20u);
}

INSTANTIATE_TEST_SUITE_P(Limits, Simultaneous, testing::Values("per_account", "per_destination", "total"));

}  // namespace
}  // namespace tessera::test
