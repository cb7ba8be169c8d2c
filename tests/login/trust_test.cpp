// SPDX-License-Identifier: Apache-2.0
// A place that was trusted spares the second question for a while (mission S17).
#include "tests/login/login_world.hpp"

namespace tessera::test {
namespace {

class Trust : public LoginWorld {
 protected:
  Trust() {
    config.trust.lifetime = std::chrono::hours(8);
    request.place = {"ssh 203.0.113.9", "ssh from 203.0.113.9"};
  }
  void trust_this_place() {
    ScriptedPerson person;
    for (const char* answer : {"1", "t"}) person.types(answer);
    person.types(right_code());
    EXPECT_EQ(log_in(person), Verdict::proven);
    screens = person.screens;
    courier.sent.clear();
  }
  std::size_t questions() {
    ScriptedPerson person;
    log_in(person);
    return person.screens.size();
  }
  std::vector<std::string> screens;
};

TEST_F(Trust, ATrustedPlaceIsNotAskedUntilItsTimeIsOver) {
  trust_this_place();
  EXPECT_NE(screens[1].find("m other ways   t trust this place   q quit\n"), std::string::npos) << screens[1];
  EXPECT_EQ(screens[2],
            "\nAfter the code, ssh from 203.0.113.9 is not asked again until 22:02. t takes it back.\nCode: ");
  ScriptedPerson nobody_is_asked;
  clock.advance(std::chrono::hours(8) - milliseconds(1));
  EXPECT_EQ(log_in(nobody_is_asked), Verdict::proven);
  EXPECT_TRUE(nobody_is_asked.screens.empty());
  EXPECT_EQ(audit().back().reason, "trusted_place");
  EXPECT_EQ(audit().back().channel, "trust");
  clock.advance(milliseconds(1));
  EXPECT_EQ(questions(), 1u);
}

TEST_F(Trust, AnotherPlaceAndAnotherAccountAreAsked) {
  trust_this_place();
  add("bob", "+15005550143", "bob@example.com");
  request.user = "bob";
  EXPECT_EQ(questions(), 1u);
  request.user = "ana";
  request.place.id = "ssh 203.0.113.10";
  EXPECT_EQ(questions(), 1u);
}

TEST_F(Trust, AWrongCodeTrustsNothing) {
  ScriptedPerson person;
  for (const char* answer : {"1", "t"}) person.types(answer);
  person.types(wrong_code());
  log_in(person);
  EXPECT_EQ(questions(), 1u);
}

TEST_F(Trust, TTakesItBack) {
  ScriptedPerson person;
  for (const char* answer : {"1", "t", "t"}) person.types(answer);
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(questions(), 1u);
}

TEST_F(Trust, WhereThereIsNoPlaceNothingIsOffered) {
  request.place = {};
  ScriptedPerson person;
  for (const char* answer : {"1", "t"}) person.types(answer);
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[1].find("t trust"), std::string::npos);
  EXPECT_EQ(person.screens[2], "\nThis place cannot be trusted here.\nCode: ");
  EXPECT_EQ(questions(), 1u);
}

TEST_F(Trust, RevokedAndResetPlacesAreAsked) {
  trust_this_place();
  EXPECT_EQ(run_async(store->revoke_trust("ana", "root", clock.now())).value(), 1u);
  EXPECT_EQ(questions(), 1u);
  clock.advance(std::chrono::hours(2));
  trust_this_place();
  ASSERT_TRUE(run_async(store->remove_app("ana", "root", clock.now())));
  EXPECT_EQ(questions(), 1u);
}

TEST_F(Trust, ASwitchThatIsOffOrAMachineAccountComesFirst) {
  trust_this_place();
  config.machine_accounts = {"ana"};
  ScriptedPerson machine;
  EXPECT_EQ(log_in(machine), Verdict::refused);
}

TEST_F(Trust, ASessionIsTrustedOnceAndOnlyItsOwn) {
  request.opens_session = Process{4711, 99};
  trust_this_place();
  EXPECT_FALSE(fresh_logins.take({4711, 98}, "ana", clock.now())) << "another process with the same number";
  EXPECT_FALSE(fresh_logins.take({4712, 99}, "ana", clock.now()));
  EXPECT_EQ(fresh_logins.take({4711, 99}, "ana", clock.now()), clock.now() + std::chrono::hours(8));
  EXPECT_FALSE(fresh_logins.take({4711, 99}, "ana", clock.now())) << "once";
  ScriptedPerson again;
  log_in(again);
  EXPECT_FALSE(fresh_logins.take({4711, 99}, "bob", clock.now()));
}

}  // namespace
}  // namespace tessera::test
