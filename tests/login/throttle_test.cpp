// SPDX-License-Identifier: Apache-2.0
// What a person meets when codes were guessed: by themselves, or by strangers elsewhere.
#include "tests/login/login_world.hpp"

namespace tessera::test {
namespace {

class Throttled : public LoginWorld {
 protected:
  std::optional<Verdict> succeed_from(const std::string& rhost) {
    request.rhost = rhost;
    ScriptedPerson person;
    person.types("1");
    person.types(right_code());
    return log_in(person);
  }
  /// One login with as many wrong codes as it takes; what it was told last.
  std::string guess_from(const std::string& rhost) {
    request.rhost = rhost;
    ScriptedPerson person;
    person.types("1");
    for (unsigned i = 0; i < config.limits.attempts.per_login; ++i) person.types(wrong_code());
    log_in(person);
    return person.told.empty() ? std::string() : person.told.back();
  }
  std::string address(unsigned number) { return "198.51." + std::to_string(number / 250) + "." + std::to_string(number % 250); }
};

TEST_F(Throttled, ASwarmOfAddressesDoesNotLockTheOwnerOut) {
  config.limits.sends.resend_after = std::chrono::seconds(0);
  EXPECT_EQ(succeed_from("203.0.113.9"), Verdict::proven);
  clock.advance(std::chrono::hours(2));
  std::string told;
  for (unsigned i = 0; i < 40; ++i) told = guess_from(address(i));
  EXPECT_TRUE(told.starts_with("Not let in: ")) << told;
  EXPECT_EQ(succeed_from("203.0.113.9"), Verdict::proven);
}

TEST_F(Throttled, AHundredWrongCodesEndInASentenceThatNamesNoTime) {
  const Rate plenty{100000, std::chrono::hours(1)};
  config.limits.sends = {std::chrono::seconds(0), plenty, plenty, plenty, plenty, {}};
  config.limits.attempts.consecutive = 1000;  // no lock before the hundredth
  std::string told;
  for (unsigned i = 0; i < 34; ++i) told = guess_from(address(i));
  const std::string reference = audit().back().reference;
  EXPECT_EQ(told, "Not let in: 100 wrong codes in a row. No code works for ana until it is unlocked: call the help desk, "
                  "555-0100. Reference " + reference + ".");
  EXPECT_EQ(audit().back().reason, "codes_off");
  const std::size_t sent = courier.sent.size();
  clock.advance(std::chrono::hours(24 * 365));
  ScriptedPerson person;
  EXPECT_EQ(log_in(person), Verdict::locked);
  EXPECT_TRUE(person.screens.empty());
  EXPECT_EQ(courier.sent.size(), sent);
  EXPECT_TRUE(run_async(store->unlock("ana", "root", clock.now())).value());
  EXPECT_EQ(succeed_from(address(1)), Verdict::proven);
}

TEST_F(Throttled, TheStepsOfTheDecisionSayWhichCountItWas) {
  EXPECT_EQ(succeed_from("203.0.113.9"), Verdict::proven);
  ScriptedPerson person;
  person.types("q");
  log_in(person);
  EXPECT_NE(audit().back().detail.find("throttle: not locked, counted for this place alone"), std::string::npos);
}

}  // namespace
}  // namespace tessera::test
