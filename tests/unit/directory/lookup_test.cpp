// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/lookup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Outcome found(std::string name, std::uint32_t uid = 5000) { return {Reply::found, std::move(name), uid, {}}; }
Outcome not_found() { return {Reply::not_found, {}, 0, {}}; }

/// Sources with fixed answers; remembers who was asked.
class LookupTest : public testing::Test {
 protected:
  Finding walk(const Query& query, const std::vector<std::string>& sources) {
    return look_up(query, sources, {"sss", "winbind"}, [this](const std::string& source, const Query&) {
      asked_.push_back(source);
      return answers_.at(source);
    });
  }
  std::map<std::string, Outcome> answers_;
  std::vector<std::string> asked_;
};

TEST_F(LookupTest, ListedSourceIsSso) {
  answers_ = {{"sss", found("ana")}};
  const Finding finding = walk({"ana"}, {"sss"});
  EXPECT_EQ(finding.known, Known::sso);
  EXPECT_EQ(finding.name, "ana");
  EXPECT_EQ(finding.source, "sss");
}

TEST_F(LookupTest, UnlistedSourceIsOther) {
  answers_ = {{"ldap", found("ana")}};
  EXPECT_EQ(walk({"ana"}, {"ldap"}).known, Known::other);
}

TEST_F(LookupTest, FirstThatKnowsDecides) {
  answers_ = {{"systemd", not_found()}, {"ldap", found("ana")}, {"sss", found("ana")}};
  EXPECT_EQ(walk({"ana"}, {"systemd", "ldap", "sss"}).known, Known::other);
  EXPECT_THAT(asked_, ElementsAre("systemd", "ldap"));
}

TEST_F(LookupTest, NobodyNeedsEveryAnswer) {
  answers_ = {{"systemd", not_found()}, {"sss", not_found()}};
  EXPECT_EQ(walk({"ana"}, {"systemd", "sss"}).known, Known::nobody);
  EXPECT_THAT(asked_, ElementsAre("systemd", "sss"));
  EXPECT_EQ(walk({"ana"}, {}).known, Known::nobody);
}

TEST_F(LookupTest, ErrorIsNeverNobodyNorALaterSourcesWord) {
  answers_ = {{"ldap", failed("is unavailable")}, {"sss", found("ana")}};
  const Finding finding = walk({"ana"}, {"ldap", "sss"});
  EXPECT_EQ(finding.known, Known::unclear);
  EXPECT_EQ(finding.source, "ldap");
  EXPECT_EQ(finding.detail, "NSS source ldap is unavailable");
  EXPECT_THAT(asked_, ElementsAre("ldap"));
  answers_["ldap"] = not_found();
  answers_["sss"] = failed("cannot answer now");
  EXPECT_EQ(walk({"ana"}, {"ldap", "sss"}).known, Known::unclear);
}

TEST_F(LookupTest, ListedSourceThatIsNotOnTheLineIsSkipped) {
  answers_ = {{"sss", not_found()}};
  EXPECT_EQ(walk({"ana"}, {"sss"}).known, Known::nobody);
  EXPECT_THAT(asked_, ElementsAre("sss"));
}

TEST_F(LookupTest, AnotherSpellingIsUnclearAndNamed) {
  answers_ = {{"sss", found("ana")}};
  const Finding finding = walk({"Ana"}, {"sss"});
  EXPECT_EQ(finding.known, Known::unclear);
  EXPECT_EQ(finding.name, "ana");
  EXPECT_THAT(finding.detail, HasSubstr("\"ana\""));
}

TEST_F(LookupTest, ByUid) {
  answers_ = {{"sss", found("ana", 5000)}};
  const Finding finding = walk({"", 5000}, {"sss"});
  EXPECT_EQ(finding.known, Known::sso);
  EXPECT_EQ(finding.name, "ana");
  EXPECT_EQ(walk({"", 5001}, {"sss"}).known, Known::unclear);
}

TEST_F(LookupTest, NamesThatCannotBeUsed) {
  for (const char* name : {"-x", "a:b", "a/b", "a b", "a\nb"}) {
    EXPECT_EQ(walk({name}, {"sss"}).known, Known::nobody) << name;
  }
  EXPECT_THAT(asked_, IsEmpty());
  answers_ = {{"sss", found("a:b")}};
  EXPECT_EQ(walk({"", 5000}, {"sss"}).known, Known::unclear);
}

}  // namespace
}  // namespace tessera
