// SPDX-License-Identifier: Apache-2.0
#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

TEST_P(StoreContract, AnAccountIsKeptAsItWasPut) {
  EXPECT_EQ(run_async(store().put_account({account("ana"), true, "root"})).value(), Put::added);
  adapter->restart();
  const AccountState state = run_async(store().find_account("ana", noon)).value();
  ASSERT_TRUE(state.account);
  EXPECT_EQ(state.account->name, "ana");
  EXPECT_EQ(state.account->contacts, account("ana").contacts);
  EXPECT_EQ(state.account->changed_at, noon);
  ASSERT_TRUE(load().account);
  EXPECT_EQ(load().account->contacts, account("ana").contacts);
}

TEST_P(StoreContract, ContactsMayBeMissing) {
  ASSERT_TRUE(run_async(store().put_account({account("ana", "", "a@example.com"), false, "root"})));
  EXPECT_FALSE(load().account->contacts.phone);
  ASSERT_TRUE(run_async(store().put_account({account("ana", "+15005550142", ""), false, "root"})));
  EXPECT_TRUE(load().account->contacts.phone);
  EXPECT_FALSE(load().account->contacts.email);
}

TEST_P(StoreContract, PuttingSaysWhatItDid) {
  EXPECT_EQ(run_async(store().put_account({account("ana"), false, "root"})).value(), Put::added);
  EXPECT_EQ(run_async(store().put_account({account("ana"), false, "root"})).value(), Put::unchanged);
  EXPECT_EQ(run_async(store().put_account({account("ana", "+15005550199"), true, "root"})).value(), Put::exists);
  EXPECT_EQ(load().account->contacts, account("ana").contacts);
  EXPECT_EQ(run_async(store().put_account({account("ana", "+15005550199"), false, "root"})).value(), Put::changed);
  EXPECT_EQ(load().account->contacts.phone->e164, "+15005550199");
}

TEST_P(StoreContract, EachChangeHasOneAuditRowWithoutWholeContacts) {  // R-54
  ASSERT_TRUE(run_async(store().put_account({account("ana"), true, "root"})));
  ASSERT_TRUE(run_async(store().put_account({account("ana"), false, "root"})));       // unchanged: no row
  ASSERT_TRUE(run_async(store().put_account({account("ana", "x"), true, "root"})));   // exists: no row
  ASSERT_TRUE(run_async(store().put_account({account("ana", "+15005550199"), false, "eve"})));
  ASSERT_TRUE(run_async(store().remove_account("ana", "root", noon)).value());
  ASSERT_FALSE(run_async(store().remove_account("ana", "root", noon)).value());       // gone: no row
  const auto entries = audit();
  ASSERT_EQ(entries.size(), 3u);
  const char* reasons[] = {"account_added", "account_changed", "account_removed"};
  const char* actors[] = {"root", "eve", "root"};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(entries[i].result, "changed");
    EXPECT_EQ(entries[i].reason, reasons[i]);
    EXPECT_EQ(entries[i].actor, actors[i]);
    EXPECT_EQ(entries[i].account, "ana");
    EXPECT_EQ(entries[i].detail.find("5005550"), std::string::npos);
    EXPECT_EQ(entries[i].detail.find("ana@"), std::string::npos);
  }
}

TEST_P(StoreContract, ListsComeInByteOrderAndGoOn) {
  for (const char* name : {"bob", "Zoe", "ana", "carl", "\xC3\xA9va"}) {
    ASSERT_TRUE(run_async(store().put_account({account(name), false, "root"})));
  }
  std::vector<std::string> names;
  for (std::string after;;) {
    const auto page = run_async(store().list_accounts(after, 2)).value();
    if (page.empty()) break;
    ASSERT_LE(page.size(), 2u);
    for (const Account& listed : page) names.push_back(listed.name);
    after = names.back();
  }
  EXPECT_EQ(names, (std::vector<std::string>{"Zoe", "ana", "bob", "carl", "\xC3\xA9va"}));
}

TEST_P(StoreContract, ARemovedAccountsCodeIsDead) {
  ASSERT_TRUE(run_async(store().put_account({account("ana"), false, "root"})));
  open_new(challenge(1));
  ASSERT_TRUE(run_async(store().remove_account("ana", "root", noon)).value());
  EXPECT_FALSE(load().account);
  EXPECT_NE(type(right_code).judgement, Judgement::accepted);
}

TEST_P(StoreContract, ACodeSentToTheOldContactIsDead) {
  ASSERT_TRUE(run_async(store().put_account({account("ana"), false, "root"})));
  open_new(challenge(1));
  ASSERT_TRUE(run_async(store().put_account({account("ana", "+15005550199"), false, "root"})));
  EXPECT_NE(type(right_code).judgement, Judgement::accepted);
}

TEST_P(StoreContract, RemovingAndAddingAgainIsNoWayAroundUnlock) {  // R-08
  ASSERT_TRUE(run_async(store().put_account({account("ana"), false, "root"})));
  fail(10);
  ASSERT_TRUE(run_async(store().remove_account("ana", "root", noon)).value());
  ASSERT_TRUE(run_async(store().put_account({account("ana"), false, "root"})));
  EXPECT_EQ(load().failures, 10u);
  EXPECT_TRUE(load().locked_until);
}

Account speaking(std::string name, std::string language) {
  Account made = account(std::move(name));
  made.language = std::move(language);
  return made;
}

TEST_P(StoreContract, ALanguageIsKeptAndTakenAway) {
  ASSERT_EQ(run_async(store().put_account({speaking("ana", "pt-BR"), true, "root"})).value(), Put::added);
  EXPECT_EQ(audit().back().detail, "phone +1 *** *** **42, e-mail a**@example.com, language pt-BR");
  adapter->restart();
  EXPECT_EQ(load().account->language, "pt-BR");
  EXPECT_EQ(run_async(store().list_accounts("", 1)).value().at(0).language, "pt-BR");
  EXPECT_EQ(run_async(store().put_account({speaking("ana", "pt-BR"), false, "root"})).value(), Put::unchanged);
  EXPECT_EQ(run_async(store().put_account({account("ana"), false, "root"})).value(), Put::changed);
  EXPECT_EQ(load().account->language, std::nullopt);
}

TEST_P(StoreContract, AnotherLanguageLeavesACodeThatIsOnItsWay) {
  ASSERT_TRUE(run_async(store().put_account({account("ana"), false, "root"})));
  open_new(challenge(1));
  ASSERT_EQ(run_async(store().put_account({speaking("ana", "de"), false, "root"})).value(), Put::changed);
  EXPECT_EQ(type(right_code).judgement, Judgement::accepted);
}

TEST_P(StoreContract, ManyArePutInOrderEachWithItsAuditRow) {
  ASSERT_TRUE(run_async(store().put_account({account("bob"), true, "root"})));
  ASSERT_TRUE(run_async(store().put_account({account("carl"), true, "root"})));
  const std::vector<PutAccount> puts = {{account("ana"), false, "eve"},
                                        {account("bob", "+15005550199"), false, "eve"},
                                        {account("carl"), false, "eve"},
                                        {account("bob", "+15005550188"), true, "eve"},
                                        {account("ana", "+15005550177"), false, "eve"}};
  const auto put = run_async(store().put_accounts(puts)).value();
  EXPECT_EQ(put, (std::vector{Put::added, Put::changed, Put::unchanged, Put::exists, Put::changed}));
  adapter->restart();
  const auto entries = audit();
  ASSERT_EQ(entries.size(), 5u);
  const std::pair<const char*, const char*> wanted[] = {
      {"ana", "account_added"}, {"bob", "account_changed"}, {"ana", "account_changed"}};
  for (std::size_t i = 0; i < std::size(wanted); ++i) {
    EXPECT_EQ(entries[i + 2].account, wanted[i].first);
    EXPECT_EQ(entries[i + 2].reason, wanted[i].second);
    EXPECT_EQ(entries[i + 2].actor, "eve");
  }
}

TEST_P(StoreContract, ManyAreFoundInTheOrderOfTheirNames) {
  ASSERT_TRUE(run_async(store().put_accounts({{account("ana"), false, "root"}, {account("bob"), false, "root"}})));
  const auto found = run_async(store().find_accounts({"bob", "nobody", "ana", "bob"})).value();
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[0]->name, "bob");
  EXPECT_FALSE(found[1]);
  EXPECT_EQ(found[2]->name, "ana");
  EXPECT_EQ(found[3]->name, "bob");
  EXPECT_TRUE(run_async(store().find_accounts({})).value().empty());
  EXPECT_TRUE(run_async(store().put_accounts({})).value().empty());
}

TEST_P(StoreContract, HostileNamesAreData) {
  using namespace std::string_literals;
  for (const std::string& name : {"'; DROP TABLE accounts; --"s, "a\nb"s, "%"s, "nul\0byte"s}) {
    ASSERT_EQ(run_async(store().put_account({account(name), true, "root"})).value(), Put::added);
    EXPECT_EQ(run_async(store().find_account(name, noon)).value().account->name, name);
  }
}

TEST_P(StoreContract, WhatAPersonPrefersIsKeptAndTakenBack) {
  ASSERT_TRUE(run_async(store().put_account({account("ana"), true, "root"})));
  EXPECT_FALSE(load().preferred);
  run_async(store().put_preference("ana", Channel::email, noon)).value();
  run_async(store().put_preference("ana", Channel::call, noon)).value();
  adapter->restart();
  EXPECT_EQ(load().preferred, Channel::call);
  EXPECT_EQ(run_async(store().find_account("ana", noon)).value().preferred, Channel::call);
  EXPECT_FALSE(load(ssh_login("bob")).preferred);
  run_async(store().put_preference("ana", std::nullopt, noon)).value();
  EXPECT_FALSE(load().preferred);
  run_async(store().put_preference("ana", Channel::text, noon)).value();
  ASSERT_TRUE(run_async(store().remove_account("ana", "root", noon)).value());
  EXPECT_FALSE(load().preferred) << "who comes after has wishes of their own";
}

}  // namespace
}  // namespace tessera::test
