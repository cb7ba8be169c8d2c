// SPDX-License-Identifier: Apache-2.0
// What the ldap source does besides: TLS, filters, the order of attributes, limits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <memory>

#include "daemon/service/descriptor.hpp"
#include "helpers/directory/contact_cache.hpp"
#include "helpers/directory/ldap_source.hpp"
#include "tests/contract/directory/contacts_host.hpp"

namespace tessera::test {
namespace {

using testing::HasSubstr;

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

/// Its authority's certificate lies in place of the key's value: of another CA that exists, or the system's.
TEST(LdapSource, IsNotBelievedWithoutItsCertificate) {
  const std::string& good = ldap_source(false);
  const std::size_t ca = good.find("\"ca\": \"") + 7, end = good.find('"', ca);
  std::string foreign = good.substr(ca, end - ca);
  foreign.replace(foreign.rfind("/tls/"), 5, "/foreign/");
  std::string of_the_system = good;
  of_the_system.erase(ca - 7, end + 3 - (ca - 7));
  std::string other_name = good;
  other_name.replace(other_name.find("127.0.0.1"), 9, "localhost");
  ASSERT_EQ(ContactsHost(good).find("ana").found, Found::found);
  for (const std::string& source : {with(good, "ca", foreign), of_the_system, other_name}) {
    ContactsHost host(source);
    EXPECT_EQ(host.find("ana").found, Found::unclear) << source;
  }
}

TEST(LdapSource, AHostileEntryIsFoundByItsWholeNameAlone) {
  ContactsHost host(ldap_source(false));
  EXPECT_EQ(host.find("h)(uid=*").outcome.contacts.email, "hostile@example.com");
  EXPECT_EQ(host.find("h").found, Found::nobody);
}

TEST(LdapSource, AttributesAreConfigurable) {
  std::string source = ldap_source(false);
  source.replace(source.find("\"base\""), 0, "\"phones\": [\"telephoneNumber\"], \"email\": \"sn\", ");
  ContactsHost host(source);
  const ContactFinding ana = host.find("ana");
  EXPECT_EQ(ana.outcome.contacts.phone->e164, "+12025550199");
  EXPECT_FALSE(ana.outcome.contacts.email) << "a surname is no address";
}

TEST(LdapSource, AServerThatTakesConnectionsAndSaysNothingIsUnclear) {  // R-61; without a limit this test has no end
  const Descriptor listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener.get(), 8), 0);
  ASSERT_EQ(getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  ContactsHost host(with(ldap_source(false), "url", "ldaps://127.0.0.1:" + std::to_string(ntohs(address.sin_port))));
  const Deadline limit = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
  EXPECT_EQ(host.find("ana", limit).found, Found::unclear);
}

/// Counts how often it is asked; `broken` makes it fail.
struct CountedSource final : ContactSource {
  explicit CountedSource(unsigned& asked, const bool& is_broken) : count(asked), broken(is_broken) {}
  ContactOutcome find(const std::string&, Deadline) override {
    ++count;
    return broken ? contacts_failed("broke") : contacts_unknown();
  }
  unsigned& count;
  const bool& broken;
};

TEST(ContactCache, KeepsAnswersOfABoundedNumberAndNoErrors) {
  unsigned asked = 0;
  bool broken = true;
  ContactCache cache(std::make_unique<CountedSource>(asked, broken));
  EXPECT_EQ(cache.find("ana", soon()).answer, Reply::failed);
  broken = false;
  EXPECT_EQ(cache.find("ana", soon()).answer, Reply::not_found);
  EXPECT_EQ(cache.find("ana", soon()).answer, Reply::not_found);
  EXPECT_EQ(asked, 2u) << "the error was not kept, the answer was";
  for (std::size_t i = 0; i < ContactCache::most; ++i) cache.find("u" + std::to_string(i), soon());
  cache.find("ana", soon());
  EXPECT_EQ(asked, 3u + ContactCache::most) << "when it was full, what it had went";
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
