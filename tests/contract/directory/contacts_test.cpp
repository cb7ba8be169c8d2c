// SPDX-License-Identifier: Apache-2.0
// What helpers/directory/contact_source.hpp promises, held against every adapter, slapd over TLS among them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <functional>

#include "tests/contract/directory/contacts_host.hpp"

namespace tessera::test {
namespace {

using testing::HasSubstr;

struct Adapter {
  const char* name;
  std::function<std::string()> source;
};

class ContactsContract : public testing::TestWithParam<Adapter> {
 protected:
  ContactsHost host_{GetParam().source()};
};

TEST_P(ContactsContract, AnAccountWithPhoneAndEmail) {
  const ContactFinding found = host_.find("ana");
  ASSERT_EQ(found.found, Found::found) << found.outcome.detail;
  EXPECT_EQ(found.outcome.contacts.phone, (Phone{"+12025550142", "US", "fixed_or_mobile"}));
  EXPECT_EQ(found.outcome.contacts.email, "ana@example.com");
}

TEST_P(ContactsContract, WithoutAPhone) {
  const ContactFinding found = host_.find("carol");
  ASSERT_EQ(found.found, Found::found) << found.outcome.detail;
  EXPECT_FALSE(found.outcome.contacts.phone);
  EXPECT_EQ(found.outcome.contacts.email, "carol@example.com");
}

TEST_P(ContactsContract, AnotherAccountIsNobodys) { EXPECT_EQ(host_.find("mallory").found, Found::nobody); }

TEST_P(ContactsContract, NamesAreValuesAndNothingElse) {
  for (const char* name : {"*", "a*", "*)(uid=*", "ana)(|(uid=*", "\\2a", "ana,x", "\"ana\"", "=ana"}) {
    EXPECT_EQ(host_.find(name).found, Found::nobody) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Sources, ContactsContract,
                         testing::Values(Adapter{"csv", [] { return "{csv: DIR/contacts.csv}"; }},
                                         Adapter{"yaml", [] { return "{yaml: DIR/contacts.yaml}"; }},
                                         Adapter{"gecos", [] { return "gecos"; }},
                                         Adapter{"ldaps", [] { return ldap_source(false); }},
                                         Adapter{"starttls", [] { return ldap_source(true); }}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(ContactSearch, TheFirstSourceThatKnowsTheAccountWins) {
  ContactsHost host("{csv: DIR/contacts.csv}, {yaml: DIR/contacts.yaml}");
  host.write("contacts.csv", "account,email\nana,first@example.com\n");
  const ContactFinding found = host.find("ana");
  EXPECT_EQ(found.source, "csv");
  EXPECT_EQ(found.outcome.contacts.email, "first@example.com");
  EXPECT_EQ(host.find("carol").source, "yaml");
}

TEST(ContactSearch, AnEarlierSourceThatFailsEndsTheSearch) {
  ContactsHost host("{csv: DIR/missing.csv}, {yaml: DIR/contacts.yaml}");
  const ContactFinding found = host.find("ana");
  EXPECT_EQ(found.found, Found::unclear);
  EXPECT_THAT(found.outcome.detail, HasSubstr("missing.csv"));
}

TEST(ContactFiles, AreReadAgainWhenTheyChangeAndTheLastGoodOneIsKept) {
  ContactsHost host("{csv: DIR/contacts.csv}");
  host.write("contacts.csv", "account,email\nana,new@example.com\n");
  EXPECT_EQ(host.find("ana").outcome.contacts.email, "new@example.com");
  host.write("contacts.csv", "account,email\nana,newest@example.com\nbob,\"bob@example.com\n");
  EXPECT_EQ(host.find("ana").outcome.contacts.email, "new@example.com");
  EXPECT_THAT(all(host.log), HasSubstr("contacts.csv:3:5: "));
  EXPECT_THAT(all(host.log), HasSubstr("the contacts read before stay in force"));
}

TEST(ContactFiles, TellWhereTheMistakesAreWithoutTheNumber) {
  ContactsHost host("{yaml: DIR/contacts.yaml}");
  host.write("contacts.yaml", "ana: { phone: \"12\" }\nbob: { mail: x }\nana: {}\n");
  (void)host.find("ana");
  EXPECT_THAT(all(host.log), HasSubstr("contacts.yaml:3:1: "));
  host.write("contacts.yaml", "ana: { phone: \"+999 12 34567\" }\nbob: { mail: x }\n");
  (void)host.find("ana");
  EXPECT_THAT(all(host.log), HasSubstr("contacts.yaml:1:15: the phone of ana is not a valid number"));
  EXPECT_THAT(all(host.log), HasSubstr("contacts.yaml:2:8: unknown key \"mail\""));
  EXPECT_THAT(all(host.log), testing::Not(HasSubstr("34567")));
}

TEST(ContactFiles, ThatEverybodyMayWriteAreNotBelieved) {
  ContactsHost host("{csv: DIR/contacts.csv}");
  host.write("open.csv", "account,email\nana,evil@example.com\n");
  chmod(host.file("open.csv").c_str(), 0666);
  host.use("{csv: DIR/open.csv}");
  EXPECT_EQ(host.find("ana").found, Found::unclear);
}

}  // namespace
}  // namespace tessera::test
