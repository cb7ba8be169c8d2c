// SPDX-License-Identifier: Apache-2.0
// All accounts of NSS's other sources, listed by the real helper: S11, S12.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "daemon/accounts/source_listing_client.hpp"
#include "tests/contract/directory/host_world.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

/// What a listing came to: "sso:bob", "(sso:daemon)" without a shell, "!sss: lists no account".
Async<std::vector<std::string>> read_on(std::shared_ptr<SourceListing> listing) {
  std::vector<std::string> told;
  for (;;) {
    SourcePage page = co_await listing->next();
    for (const std::string& name : page.names) told.push_back(page.source + ":" + name);
    for (const std::string& name : page.without_shell) told.push_back("(" + page.source + ":" + name + ")");
    if (page.listing == Listing::not_listed) told.push_back("!" + page.source + ": " + page.detail);
    if (page.listing == Listing::busy) told.push_back("busy");
    if (page.listing == Listing::end) co_return told;
  }
}

std::vector<std::string> listed_on(HostWorld& host) {
  return run_async(read_on(list_other_sources(*host.config())));
}

TEST(SourceListing, HasEachSourcesAccountsInItsOrder) {
  HostWorld host;
  host.write("tesserasso", "bob:x:5001:5001:Bob:/:/bin/sh\ndee:x:5003:5003::/:/usr/sbin/nologin\nno name:x:9:9::/:\n");
  host.start_helper();
  EXPECT_THAT(listed_on(host), ElementsAre("tesserasso:bob", "(tesserasso:dee)", "tesseraother:cara"));
  EXPECT_THAT(listed_on(host), SizeIs(3)) << "from the beginning again";
}

TEST(SourceListing, WithoutOtherSourcesThereIsNothingToList) {
  HostWorld host("files");
  host.start_helper();
  EXPECT_THAT(listed_on(host), ElementsAre());
}

TEST(SourceListing, ComesInPagesAndMissesNobody) {
  HostWorld host("files tesseraother");
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "a-rather-long-name-of-an-account-" + std::to_string(i) + ":x:6000:6000::/:/bin/sh\n";
  text += "big:x:6001:6001:" + std::string(300'000, 'g') + ":/:/bin/sh\n";
  host.write("tesseraother", text);
  host.start_helper();
  const std::vector<std::string> told = listed_on(host);
  ASSERT_THAT(told, SizeIs(3001));
  EXPECT_EQ(told[2999], "tesseraother:a-rather-long-name-of-an-account-2999");
  EXPECT_EQ(told[3000], "tesseraother:big");
}

TEST(SourceListing, SourcesThatCannotListAreToldAndTheOthersFollow) {
  HostWorld host("files tesseranotfound tesseraempty tesseraabsent tesserasso tesseraother");
  host.write("tesserasso", "");
  host.start_helper();
  const std::vector<std::string> told = listed_on(host);
  ASSERT_THAT(told, SizeIs(5));
  EXPECT_EQ(told[0], "!tesseranotfound: has no function that lists accounts");
  EXPECT_EQ(told[1], "!tesseraempty: has no function that lists accounts");
  EXPECT_THAT(told[2], HasSubstr("!tesseraabsent: cannot be loaded here"));
  EXPECT_EQ(told[3], "!tesserasso: lists no account") << "as sssd answers where enumerate is off";
  EXPECT_EQ(told[4], "tesseraother:cara");
}

TEST(SourceListing, ALibraryThatHangsIsToldAndKeepsNobodyElseWaiting) {
  HostWorld host;
  host.write("tesserasso", "bob:x:5001:5001:Bob:/:/bin/sh\nlisthang:x:5009:5009::/:/bin/sh\n");
  host.start_helper();
  EXPECT_THAT(listed_on(host), ElementsAre("tesserasso:bob", "!tesserasso: did not list its accounts in time",
                                           "tesseraother:cara"));
  EXPECT_EQ(host.find("cara").origin, Origin::other) << "lookups go on";
}

TEST(SourceListing, SeveralAtOnceAreAllServed) {
  HostWorld host;
  host.start_helper();
  std::vector<Async<std::vector<std::string>>> listings;
  for (int i = 0; i < 3; ++i) listings.push_back(read_on(list_other_sources(*host.config())));
  for (const auto& told : run_together(std::move(listings))) {
    EXPECT_THAT(told, ElementsAre("tesserasso:bob", "tesseraother:cara"));
  }
}

TEST(SourceListing, WithoutAHelperNoSourceIsListed) {
  HostWorld host;
  EXPECT_THAT(listed_on(host), ElementsAre("!: tessera-directory cannot be reached"));
}

TEST(SourceListing, AnUnreadableListOfSourcesIsTold) {
  HostWorld host("files [oops");
  host.start_helper();
  EXPECT_THAT(listed_on(host), ElementsAre(HasSubstr("malformed action")));
}

TEST(SourceListing, APrimaryGroupOfAnotherSourceMakesACreator) {
  HostWorld host;
  host.write("tesseraother", "cara:x:5002:27:Cara:/:/bin/sh\n");
  host.start_helper();
  const Whois cara = host.find("cara");
  EXPECT_EQ(cara.gid, 27u);
  EXPECT_THAT(host.directory().creator_groups_of("cara", cara.gid), ElementsAre("sudo"));
  EXPECT_FALSE(host.directory().is_creator("cara"));
}

}  // namespace
}  // namespace tessera::test
