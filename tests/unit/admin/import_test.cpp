// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "daemon/admin/lookups.hpp"
#include "shared/admin_protocol.hpp"
#include "tests/unit/admin/admin_world.hpp"

namespace tessera::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ImportVerb : public AdminWorld {
 protected:
  ImportVerb() {
    for (const char* name : {"carl", "dora"}) directory.add(name);
  }
  Answer import(std::vector<Json> rows, Json args = Json::object()) {
    args["rows"] = std::move(rows);
    return ask("account.import", std::move(args));
  }
  /// The contacts that are on record: "phone email language".
  std::string recorded(const std::string& name) {
    const auto state = run_async(sqlite->find_account(name, clock.now()));
    if (!state || !state->account) return "none";
    const Account& account = *state->account;
    return (account.contacts.phone ? account.contacts.phone->e164 : "-") + " " +
           account.contacts.email.value_or("-") + " " + account.language.value_or("-");
  }
  std::size_t log_size() { return run_async(sqlite->log({.reference = {}, .account = {}, .limit = 1000}))->size(); }
};

Json row(const std::string& name, const std::string& email = "x@example.com") {
  return {{"account", name}, {"email", email}};
}

Json totals(unsigned added, unsigned changed, unsigned unchanged, unsigned held = 0) {
  Json item{{"added", added}, {"changed", changed}, {"unchanged", unchanged}};
  if (held > 0) item["held"] = held;
  return item;
}

Json refused(unsigned number, const std::string& column, const std::string& error) {
  return {{"row", number}, {"column", column}, {"error", error}};
}

TEST_F(ImportVerb, AddsChangesAndLeavesWithAnAuditRowEach) {
  put_ana();
  Json ana = row("ana", "new@example.com"), dora = row("dora");
  dora["phone"] = phone_json("+15005550199");
  dora["language"] = "de";
  Answer answer = import({ana, row("carl"), dora});
  EXPECT_EQ(answer.exit, 0) << answer.error;
  EXPECT_THAT(answer.items, ElementsAre(totals(2, 1, 0, 1)));
  EXPECT_EQ(recorded("ana"), "+15005550142 new@example.com -") << "what a row does not name stays";
  EXPECT_EQ(recorded("carl"), "- x@example.com -");
  EXPECT_EQ(recorded("dora"), "+15005550199 x@example.com de");
  EXPECT_EQ(log_size(), 6u) << "one each, one for what is held, one for the key that seals it";
  EXPECT_EQ(newest_entry().reason, "account_added");
  EXPECT_EQ(newest_entry().actor, self());
  EXPECT_THAT(newest_entry().detail, Not(HasSubstr("5550199")));
  answer = import({ana, row("carl"), dora});
  EXPECT_THAT(answer.items, ElementsAre(totals(0, 0, 3)));
  EXPECT_EQ(log_size(), 6u) << "what is there already is no change";
}

TEST_F(ImportVerb, ACheckSaysWhatWouldBeAndWritesNothing) {
  put_ana();
  const Answer answer = import({row("ana"), row("carl"), row("dora", "no address")}, {{"check", true}});
  EXPECT_EQ(answer.exit, 0) << answer.error;
  ASSERT_EQ(answer.items.size(), 2u);
  EXPECT_EQ(answer.items[0]["row"], 2);
  EXPECT_EQ(answer.items[1], totals(1, 1, 0, 1));
  EXPECT_EQ(recorded("carl"), "none");
  EXPECT_EQ(log_size(), 1u);
}

TEST_F(ImportVerb, RowsThatAreRefusedAreNamedAndKeepNoOtherOut) {
  config.limits.sends.regions = {"US"};
  Json abroad = row("ana"), english = row("dora");
  abroad["phone"] = phone_json("+4915112345678", "DE");
  english["language"] = "english language";
  const Answer answer = import({abroad, row("a b"), row("=cmd|'/C calc'!A0"), row("carl"), row("ana", "=1+1"), english,
                                {{"account", "dora"}, {"phone", phone_json("+15005550199")}}});
  EXPECT_EQ(answer.exit, 0) << answer.error;
  ASSERT_EQ(answer.items.size(), 7u);
  EXPECT_EQ(answer.items[0], refused(0, "phone", "+4915112345678 is a number of region DE; limits.sends.regions allows US"));
  EXPECT_EQ(answer.items[1]["column"], "account");
  EXPECT_THAT(answer.items[1]["error"].get<std::string>(), HasSubstr("account name"));
  EXPECT_EQ(answer.items[2]["row"], 2);
  EXPECT_EQ(answer.items[3]["column"], "email");
  EXPECT_EQ(answer.items[4], refused(5, "language", "the language is no BCP 47 tag, such as \"de\" or \"pt-BR\""));
  EXPECT_EQ(answer.items[5], refused(6, "email", "dora needs an e-mail address: accounts.require names email"));
  EXPECT_EQ(answer.items[6], totals(1, 0, 0));
  EXPECT_EQ(recorded("carl"), "- x@example.com -");
}

TEST_F(ImportVerb, NothingTakesAwayWhatIsThereButNotWhatIsRequired) {
  put_ana();
  const Answer answer = import({{{"account", "ana"}, {"email", nullptr}}});
  EXPECT_THAT(answer.items, ElementsAre(refused(0, "email", "ana needs an e-mail address: accounts.require names email"),
                                        totals(0, 0, 0)));
  EXPECT_THAT(import({{{"account", "ana"}, {"phone", nullptr}}}).items, ElementsAre(totals(0, 1, 0)));
  EXPECT_EQ(recorded("ana"), "- ana@example.com -");
}

TEST_F(ImportVerb, AnAccountThatLackedWhatIsRequiredBeforeIsNoMistake) {
  config.accounts.require = {};
  Json carl{{"account", "carl"}, {"phone", phone_json("+15005550199")}};
  EXPECT_THAT(import({carl}).items, ElementsAre(totals(1, 0, 0)));
  config.accounts.require = {"email"};
  EXPECT_THAT(import({carl}).items, ElementsAre(totals(0, 0, 1)));
  carl["language"] = "de";
  EXPECT_THAT(import({carl}).items, ElementsAre(totals(0, 1, 0)));
}

TEST_F(ImportVerb, NamesThatNobodyKnowsAreRefusedUnlessTheyAreAllowed) {
  const std::string sentence = "no account eve on this host; to register it before it exists, say --allow-unknown";
  EXPECT_THAT(import({row("eve"), row("carl")}).items, ElementsAre(refused(0, "account", sentence), totals(1, 0, 0)));
  EXPECT_THAT(import({row("eve")}, {{"allow_unknown", true}}).items, ElementsAre(totals(1, 0, 0)));
  EXPECT_THAT(import({row("eve", "new@example.com")}).items, ElementsAre(totals(0, 1, 0, 1))) << "it is on record";
}

TEST_F(ImportVerb, SingleSignOnAccountsAreChangedAtTheirProvider) {
  const std::string sentence = "bob comes from sss; change it at the identity provider";
  EXPECT_THAT(import({row("bob")}, {{"allow_unknown", true}}).items,
              ElementsAre(refused(0, "account", sentence), totals(0, 0, 0)));
  Account bob{"bob", {{}, "x@example.com"}, clock.now()};
  ASSERT_TRUE(run_async(sqlite->put_account({bob, true, "test"})));
  EXPECT_THAT(import({row("bob")}).items, ElementsAre(totals(0, 0, 1))) << "nothing is to be changed";
}

TEST_F(ImportVerb, WhatIsThereAlreadyAsksNoSource) {
  put_ana();
  directory.asked.clear();
  EXPECT_THAT(import({row("ana", "ana@example.com"), row("a:b")}).items.back(), totals(0, 0, 1));
  EXPECT_THAT(directory.asked, IsEmpty());
}

// a source that does not answer never makes a name local, nor nobody's.
TEST_F(ImportVerb, ASourceThatIsAwayIsTryLaterAFewUnclearNamesAreRefused) {
  directory.fail("sss: time up");
  std::vector<Json> rows{row("carl")};
  for (unsigned i = 1; i < most_unclear; ++i) rows.push_back(row("u" + std::to_string(i)));
  Answer answer = import(rows);
  EXPECT_EQ(answer.exit, 0);
  ASSERT_EQ(answer.items.size(), most_unclear);
  EXPECT_EQ(answer.items[0], refused(1, "account", "cannot tell whether u1 is a local account: sss: time up"));
  EXPECT_EQ(answer.items.back(), totals(1, 0, 0));
  rows = {row("dora")};
  for (unsigned i = 0; i < max_import_rows - 1; ++i) rows.push_back(row("u" + std::to_string(i)));
  directory.asked.clear();
  answer = import(rows, {{"allow_unknown", true}});
  EXPECT_EQ(answer.exit, 75);
  EXPECT_THAT(answer.error, HasSubstr("sss: time up"));
  EXPECT_THAT(answer.items, IsEmpty());
  EXPECT_EQ(recorded("dora"), "none") << "not one row of such a batch";
  EXPECT_LT(directory.asked.size(), 3 * most_unclear) << "a dead source is not asked for each name";
}

TEST_F(ImportVerb, ABatchHasItsBounds) {
  std::vector<Json> rows;
  for (unsigned i = 0; i < max_import_rows; ++i) rows.push_back({{"account", "u" + std::to_string(i)}});
  EXPECT_EQ(import(rows).items.size(), max_import_rows + 1);
  rows.push_back(row("carl"));
  EXPECT_EQ(import(rows).exit, 64);
  EXPECT_EQ(recorded("carl"), "none");
}

TEST_F(ImportVerb, RowsThatAreNoneAreMistakesOfTheCaller) {
  const std::pair<Json, const char*> cases[] = {
      {Json::object(), "\"rows\""},
      {{{"rows", Json::array()}}, "\"rows\" must be a list of 1 to 500"},
      {{{"rows", "ana"}}, "\"rows\" must be a list"},
      {{{"rows", Json::array({"ana"})}}, "\"rows\" must be a list"},
      {{{"rows", Json::array({Json::object()})}}, "row 0: argument \"account\" is missing"},
      {{{"rows", Json::array({row("carl"), {{"account", "dora"}, {"fax", "1"}}})}}, "row 1: argument \"fax\" is not known"},
      {{{"rows", Json::array({{{"account", "carl"}, {"phone", "+1500"}}})}}, "row 0: argument \"phone\" must be an object"},
      {{{"rows", Json::array({row("carl")})}, {"force", true}}, "\"force\" is not known"},
  };
  for (const auto& [args, error] : cases) {
    const Answer answer = ask("account.import", args);
    EXPECT_EQ(answer.exit, 64) << args;
    EXPECT_THAT(answer.error, HasSubstr(error)) << args;
  }
  EXPECT_EQ(recorded("carl"), "none");
}

TEST_F(ImportVerb, SetLeavesTheLanguageAndListShowsIt) {
  Json ana = row("ana");
  ana["language"] = "pt-BR";
  import({ana});
  EXPECT_EQ(ask("account.set", {{"account", "ana"}, {"email", "new@example.com"}}).exit, 0);
  EXPECT_EQ(recorded("ana"), "- new@example.com pt-BR");
  EXPECT_EQ(ask("account.list").items.at(0)["language"], "pt-BR");
}

/// Answers in an order of its own, and counts how many wait at once.
class SlowDirectory : public Directory {
 public:
  Async<Whois> find(std::string name) override {
    most = std::max(most, ++waiting);
    for (std::size_t turns = std::hash<std::string>{}(name) % 7; turns > 0; --turns) co_await next_turn();
    --waiting;
    co_return Whois{origin, std::move(name), "files", {}};
  }
  Async<Whois> find_uid(std::uint32_t) override { co_return Whois{}; }
  Async<FoundContacts> contacts_of(std::string) override { co_return FoundContacts{}; }
  std::vector<std::string> creator_groups_of(const std::string&, std::optional<std::uint32_t>) override { return {}; }

  Origin origin = Origin::local;
  int waiting = 0, most = 0;
};

TEST(FindAll, KeepsTheOrderAndAsksForSeveralAtOnce) {
  SlowDirectory directory;
  std::vector<std::string> names;
  for (int i = 0; i < 200; ++i) names.push_back("u" + std::to_string(i));
  const auto found = run_async(find_all(directory, names));
  ASSERT_EQ(found.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(found[i].name, names[i]);
  EXPECT_GT(directory.most, 1);
  EXPECT_LE(directory.most, 16) << "tessera-directory serves logins too";
  EXPECT_TRUE(run_async(find_all(directory, {})).empty());
}

TEST(FindAll, GivesUpOnASourceThatIsAway) {
  SlowDirectory directory;
  directory.origin = Origin::unclear;
  const auto found = run_async(find_all(directory, std::vector<std::string>(200, "ana")));
  ASSERT_EQ(found.size(), 200u);
  for (const Whois& whois : found) EXPECT_EQ(whois.origin, Origin::unclear);
  EXPECT_EQ(found.back().name, "") << "it was not asked for";
}

}  // namespace
}  // namespace tessera::test
