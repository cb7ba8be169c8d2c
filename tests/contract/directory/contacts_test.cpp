// SPDX-License-Identifier: Apache-2.0
// What helpers/directory/contact_source.hpp promises, held against every adapter, slapd over TLS among them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <functional>
#include <memory>

#include "daemon/config/load.hpp"
#include "helpers/directory/contact_search.hpp"
#include "helpers/directory/ldap_source.hpp"
#include "tests/contract/directory/slapd_program.hpp"
#include "tests/support/fake_log.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tessera::test {
namespace {

using testing::HasSubstr;

std::string all(const FakeLog& log) {
  std::string text;
  for (const std::string& line : log.lines) text += line + "\n";
  return text;
}

Deadline soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(5); }

/// ana has phone and e-mail, carol e-mail alone, bare nothing; everybody else is unknown.
class ContactsHost {
 public:
  explicit ContactsHost(const std::string& sources) {
    files_.write("contacts.csv",
                 "account,phone,email,language\nana,+12025550142,ana@example.com,de\ncarol,,carol@example.com,\nbare,,,\n");
    files_.write("contacts.yaml",
                 "ana: { phone: \"+12025550142\", email: ana@example.com, language: de }\n"
                 "carol: { email: carol@example.com }\nbare: {}\n");
    files_.write("passwd",
                 "ana:x:1:1:Ana,Room 1,+12025550142,,ana@example.com:/:/bin/sh\n"
                 "carol:x:2:2:Carol,,not a number,,carol@example.com:/:/bin/sh\nzoe:x:3:3:Zoe:/:/bin/sh\n");
    use(sources);
  }

  void use(const std::string& sources) {
    std::string text = sources;
    for (std::size_t at; (at = text.find("DIR")) != std::string::npos;) text.replace(at, 3, files_.path().string());
    files_.write("tessera.yaml", "accounts: { sources: [embedded, " + text + "] }\nlimits: { sends: { regions: [US] } }\n" +
                                     "paths: { passwd: " + files_.file("passwd").string() + " }\n");
    auto config = load_config(files_.file("tessera.yaml"));
    ASSERT_TRUE(config.has_value()) << to_string(config.error().front());
    sources_ = std::make_unique<ContactSources>(std::make_shared<const Config>(std::move(*config)), nullptr, log);
  }

  ContactFinding find(const std::string& account) {
    return search_contacts(account, sources_->list(), [](const NamedContactSource& source, const std::string& name) {
      return source.source->find(name, soon());
    });
  }
  void write(const std::string& name, const std::string& text) { files_.write(name, text); }
  std::string file(const std::string& name) const { return files_.file(name); }

  FakeLog log;

 private:
  TemporaryDirectory files_;
  std::unique_ptr<ContactSources> sources_;
};

/// One slapd for all tests of this program.
const std::string& ldap_source(bool start_tls) {
  static TemporaryDirectory place;
  static SlapdProgram slapd(place.path());
  static std::string parts[2];
  const std::string& both = slapd.sources();
  const std::size_t middle = both.find("}, {");
  if (middle == std::string::npos) return parts[0];
  parts[0] = "{ldap: " + both.substr(1, middle) + "}";
  parts[1] = "{ldap: " + both.substr(middle + 3, both.rfind(']') - middle - 3) + "}";
  return parts[start_tls ? 1 : 0];
}

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

TEST(LdapSource, TakesTheFirstGoodNumberInTheOrderOfItsAttributes) {
  ContactsHost host(ldap_source(false));
  EXPECT_EQ(host.find("ana").outcome.contacts.phone->e164, "+12025550142");
  EXPECT_EQ(host.find("bob").outcome.contacts.phone->e164, "+12025550144") << "mobile has none that is valid and allowed";
}

TEST(LdapSource, KnowsAnAccountWithoutContacts) {
  ContactsHost host(ldap_source(false));
  const ContactFinding bare = host.find("bare");
  EXPECT_EQ(bare.found, Found::found) << bare.outcome.detail;
  EXPECT_EQ(bare.outcome.contacts, Contacts{});
}

TEST(LdapSource, TwoEntriesDeny) {
  ContactsHost host(ldap_source(false));
  const ContactFinding twin = host.find("twin");
  EXPECT_EQ(twin.found, Found::unclear);
  EXPECT_THAT(twin.outcome.detail, HasSubstr("more than one entry"));
}

/// The source with another value in place of the key's.
std::string with(std::string source, const std::string& key, const std::string& value) {
  const std::string begin = "\"" + key + "\": \"";
  const std::size_t at = source.find(begin) + begin.size();
  return source.replace(at, source.find('"', at) - at, value);
}

TEST(LdapSource, EveryErrorIsUnclear) {  // wrong CA, no such base, wrong name, nobody there, no certificate
  const std::string& good = ldap_source(false);
  for (const std::string& source :
       {with(good, "ca", "/etc/ssl/certs/nothing.pem"), with(good, "base", "dc=nowhere"), with(good, "bind", "cn=x"),
        with(good, "url", "ldaps://127.0.0.1:1"), with(good, "password", "file:/nonexistent")}) {
    ContactsHost host(source);
    EXPECT_EQ(host.find("ana").found, Found::unclear) << source;
    EXPECT_EQ(host.find("mallory").found, Found::unclear) << source;
  }
}

TEST(LdapFilter, EscapesWhatIsNoLetterOrDigit) {
  EXPECT_EQ(ldap_filter("(uid={account})", "ana"), "(uid=ana)");
  EXPECT_EQ(ldap_filter("(uid={account})", "*)(uid=*"), "(uid=\\2a\\29\\28uid\\3d\\2a)");
  EXPECT_EQ(ldap_filter("(|(uid={account})(cn={account}))", "a\\"), "(|(uid=a\\5c)(cn=a\\5c))");
  EXPECT_EQ(ldap_filter("(uid={account})", std::string("a\0b", 3)), "(uid=a\\00b)");
  EXPECT_EQ(ldap_filter("(uid={account})", "{account}"), "(uid=\\7baccount\\7d)");
}

}  // namespace
}  // namespace tessera::test
