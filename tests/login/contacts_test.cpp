// SPDX-License-Identifier: Apache-2.0
// Contacts that are not in the store: asked for only where they may be, and never mistaken.
#include "tests/login/login_world.hpp"

namespace tessera::test {
namespace {

class OtherSources : public LoginWorld {
 protected:
  OtherSources() {
    config.accounts.sources.push_back({.kind = SourceKind::csv, .path = "/contacts.csv", .ldap = {}, .at = {}});
    directory.add("dora");
    request.user = "dora";
  }
};

TEST_F(OtherSources, AContactOfAnotherSourceGetsTheCode) {
  directory.set_contacts("dora", {std::nullopt, "dora@example.com"});
  ScriptedPerson person;
  person.types("");
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(courier.sent.front().to, "dora@example.com");
}

TEST_F(OtherSources, TheStoreComesFirst) {
  directory.set_contacts("dora", {std::nullopt, "evil@example.com"});
  add("dora", "", "dora@example.com");
  ScriptedPerson person;
  person.types("");
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(courier.sent.front().to, "dora@example.com");
  EXPECT_TRUE(directory.contacts_asked.empty());
}

TEST_F(OtherSources, OneThatCannotAnswerRefusesWithASentence) {
  directory.fail("ldaps://127.0.0.1 could not be reached");
  ScriptedPerson person;
  EXPECT_EQ(log_in(person), Verdict::unavailable);
  EXPECT_EQ(audit().back().reason, "contacts_unclear");
  ASSERT_FALSE(person.told.empty());
  EXPECT_TRUE(person.told.back().starts_with("Not let in: it could not be found out how dora is reached")) << person.told.back();
  EXPECT_TRUE(courier.sent.empty());
}

TEST_F(OtherSources, AnAccountThatNoneKnowsHasNoContact) {
  ScriptedPerson person;
  EXPECT_EQ(log_in(person), Verdict::refused);
  EXPECT_EQ(audit().back().reason, "no_contact");
}

TEST_F(OtherSources, WithTheStoreAloneNobodyIsAsked) {
  config.accounts.sources.resize(1);
  directory.set_contacts("dora", {std::nullopt, "dora@example.com"});
  ScriptedPerson person;
  EXPECT_EQ(log_in(person), Verdict::refused);
  EXPECT_TRUE(directory.contacts_asked.empty());
}

}  // namespace
}  // namespace tessera::test
