// SPDX-License-Identifier: Apache-2.0
// NSS sources that fail, hang, or answer oddly, asked by the real helper.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/contract/directory/host_world.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

using testing::HasSubstr;

/// Who `name` is on a host with this passwd: line.
Whois find_on(const std::string& line, const std::string& name) {
  HostWorld host(line);
  host.start_helper();
  return host.find(name);
}

TEST(Sources, AnErrorBeforeAKnowingSourceIsUnclear) {  // getpwnam_r would hide it and let bob pass
  for (const char* source : {"tesseraunavail", "tesseratryagain", "tesserareturn", "tesseragreedy", "tesseraempty",
                             "tesseraabsent"}) {
    const Whois whois = find_on("files " + std::string(source) + " tesserasso", "bob");
    EXPECT_EQ(whois.origin, Origin::unclear) << source;
    EXPECT_EQ(whois.source, source);
    EXPECT_THAT(whois.detail, HasSubstr("NSS source " + std::string(source) + " "));
  }
}

TEST(Sources, AnActionDoesNotHideAnError) {
  EXPECT_EQ(find_on("files tesseraunavail [UNAVAIL=continue] tesserasso", "bob").origin, Origin::unclear);
}

TEST(Sources, NotFoundGoesOn) {
  EXPECT_EQ(find_on("files tesseranotfound tesserasso", "bob").origin, Origin::sso);
  EXPECT_EQ(find_on("files tesseranotfound", "bob").origin, Origin::nobody);
}

TEST(Sources, WithoutOtherSourcesEveryOtherNameIsNobodys) {
  EXPECT_EQ(find_on("files", "bob").origin, Origin::nobody);
}

TEST(Sources, BufferGrowsUntilTheAccountFits) {
  EXPECT_EQ(find_on("files tesserabig", "dan").origin, Origin::sso);
}

TEST(Sources, AnotherSpellingIsUnclear) {
  EXPECT_EQ(find_on("files tesseralenient", "dan").origin, Origin::other);
  const Whois whois = find_on("files tesseralenient", "Dan");
  EXPECT_EQ(whois.origin, Origin::unclear);
  EXPECT_THAT(whois.detail, HasSubstr("\"dan\""));
}

TEST(Sources, UidWithAnImpossibleNameIsUnclear) {  // the module answers "by:uid"
  HostWorld host("files tesserabig");
  host.start_helper();
  EXPECT_EQ(host.find_uid(5005).origin, Origin::unclear);
}

TEST(Sources, UidWhoseNameIsLocalIsUnclear) {
  HostWorld host;
  host.write("tesserasso", "ana:x:5009:5009:::\n");
  host.start_helper();
  EXPECT_EQ(host.find_uid(5009).origin, Origin::unclear);
}

TEST(Sources, LocalAccountIsLocalWhateverASourceSays) {
  HostWorld host;
  host.write("tesserasso", "ana:x:1000:1000:::\n");
  host.start_helper();
  EXPECT_EQ(host.find("ana").origin, Origin::local);
  EXPECT_EQ(host.find_uid(1000).source, "files");
}

TEST(Sources, NsswitchIsReadAgainForEachLookup) {
  HostWorld host("files tesserasso");
  host.start_helper();
  EXPECT_EQ(host.find("bob").origin, Origin::sso);
  host.write_nsswitch("files");
  EXPECT_EQ(host.find("bob").origin, Origin::nobody);
  host.write_nsswitch("files [oops");
  EXPECT_EQ(host.find("bob").origin, Origin::unclear);
  host.remove("nsswitch");
  EXPECT_EQ(host.find("bob").origin, Origin::unclear);
}

Async<Whois> remember(Directory& directory, std::string name, std::vector<std::string>& order) {
  Whois whois = co_await directory.find(name);
  order.push_back(std::move(name));
  co_return whois;
}

TEST(Sources, HangingSourceIsUnclearAndBlocksNobody) {
  HostWorld host("files tesserahang tesserasso");
  host.start_helper();
  std::vector<std::string> order;
  std::vector<Async<Whois>> lookups;
  for (const char* name : {"hang1", "bob", "zoe", "hang2", "bob"}) {
    lookups.push_back(remember(host.directory(), name, order));
  }
  const std::vector<Whois> whois = run_together(std::move(lookups));
  EXPECT_EQ(whois[0].origin, Origin::unclear);
  EXPECT_THAT(whois[0].detail, HasSubstr("did not answer in time"));
  EXPECT_EQ(whois[0].source, "tesserahang");
  EXPECT_EQ(whois[1].origin, Origin::sso);
  EXPECT_EQ(whois[2].origin, Origin::nobody);
  EXPECT_EQ(whois[3].origin, Origin::unclear);
  EXPECT_EQ(whois[4].origin, Origin::sso);
  EXPECT_THAT(std::vector(order.begin() + 3, order.end()), testing::UnorderedElementsAre("hang1", "hang2"));
}

TEST(Sources, WhenEveryWorkerHangsLookupsAreUnclear) {
  HostWorld host("files tesserahang tesserasso");
  DirectoryProgram& helper = host.start_helper();
  std::vector<Async<Whois>> lookups;
  for (int i = 0; i < 8; ++i) lookups.push_back(host.directory().find("hang" + std::to_string(i)));
  for (const Whois& whois : run_together(std::move(lookups))) EXPECT_EQ(whois.origin, Origin::unclear);
  const Whois whois = host.find("bob");
  EXPECT_EQ(whois.origin, Origin::unclear);
  EXPECT_THAT(whois.detail, HasSubstr("every worker waits"));
  EXPECT_EQ(host.find("ana").origin, Origin::local);
  EXPECT_EQ(helper.end(SIGTERM), 0);  // what hangs does not keep the program from ending
}

}  // namespace
}  // namespace tessera::test
