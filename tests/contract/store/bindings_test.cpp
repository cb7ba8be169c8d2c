// SPDX-License-Identifier: Apache-2.0
// Contacts that count, and changes that wait: kept with what a login commits anyhow, sealed.
#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

constexpr TimePoint tomorrow = noon + 24h;

PutBinding binding(BindingState state, std::string contact, ContactKind kind = ContactKind::phone) {
  return {.kind = kind, .state = state, .key = 1, .contact = std::move(contact), .since = noon,
          .until = state == BindingState::held ? tomorrow : TimePoint{}, .detail = "phone +1 *** *** **42"};
}

class Bindings : public StoreContract {
 protected:
  Bindings() { run_async(store().add_data_key({1, "wrapped"}, "root", noon)).value(); }

  void bind(std::string contact, std::optional<Sealed> replaces = std::nullopt) {
    OpenChallenge request = opening(challenge(++next_, ssh_login(), noon));
    request.challenge.destination += std::to_string(next_);
    request.bindings = {binding(BindingState::bound, std::move(contact))};
    request.bindings[0].replaces = std::move(replaces);
    as<OpenedChallenge>(open(std::move(request)));
  }
  bool hold(std::string contact, std::optional<Sealed> before = std::nullopt) {
    HoldContact request{.account = "ana", .kind = ContactKind::phone, .before = std::move(before),
                        .held = binding(BindingState::held, std::move(contact)), .now = noon};
    return run_async(store().hold_contact(std::move(request))).value();
  }
  bool settle(Sealed before) {
    HoldContact request{.account = "ana", .kind = ContactKind::phone, .before = std::move(before), .held = {}, .now = noon};
    return run_async(store().hold_contact(std::move(request))).value();
  }
  /// "bound old, held new"
  std::string kept() {
    std::string line;
    for (const Binding& one : load().bindings) {
      line += (line.empty() ? "" : ", ") + std::string(name_of(one.state)) + " " + one.contact;
    }
    return line;
  }
  unsigned rows_of(std::string_view reason) {
    unsigned rows = 0;
    for (const AuditEntry& entry : audit()) rows += entry.reason == reason ? 1 : 0;
    return rows;
  }

 private:
  unsigned next_ = 0;
};

TEST_P(Bindings, TheFirstSightIsKeptWithTheChallengeAndComesWithTheLogin) {
  EXPECT_TRUE(load().bindings.empty());
  bind("old");
  const std::vector<Binding> bindings = load().bindings;
  ASSERT_EQ(bindings.size(), 1u);
  EXPECT_EQ(bindings[0].kind, ContactKind::phone);
  EXPECT_EQ(bindings[0].state, BindingState::bound);
  EXPECT_EQ(bindings[0].contact, "old");
  EXPECT_EQ(bindings[0].key, (WrappedKey{1, "wrapped"}));
  EXPECT_EQ(bindings[0].since, noon);
  EXPECT_EQ(rows_of("contact_bound"), 1u);
  EXPECT_EQ(run_async(store().find_account("ana", noon)).value().bindings.size(), 1u);
}

TEST_P(Bindings, WhereNothingIsSentNothingIsBound) {
  OpenChallenge request = opening(challenge(1));
  request.limits.total.count = 0;
  request.bindings = {binding(BindingState::bound, "old")};
  as<SendRefusal>(open(std::move(request)));
  EXPECT_EQ(kept(), "");
}

TEST_P(Bindings, AnAcceptedCodeBindsToo) {
  open_new(challenge(1));
  CheckCode wrong = guess(std::string(wrong_code));
  wrong.bindings = {binding(BindingState::bound, "old")};
  EXPECT_EQ(check(std::move(wrong)).judgement, Judgement::wrong);
  EXPECT_EQ(kept(), "");
  CheckCode right = guess(std::string(right_code));
  right.bindings = {binding(BindingState::bound, "old")};
  EXPECT_EQ(check(std::move(right)).judgement, Judgement::accepted);
  EXPECT_EQ(kept(), "bound old");
}

TEST_P(Bindings, AChangeIsHeldOnceHoweverManySeeIt) {
  bind("old");
  EXPECT_TRUE(hold("new"));
  EXPECT_FALSE(hold("new by another login"));
  EXPECT_EQ(kept(), "bound old, held new");
  EXPECT_EQ(load().bindings[1].until, tomorrow);
  EXPECT_EQ(rows_of("contact_held"), 1u);
  EXPECT_EQ(audit().back().detail, "phone +1 *** *** **42");
}

TEST_P(Bindings, AnotherValueRestartsTheHold) {
  bind("old");
  ASSERT_TRUE(hold("new"));
  EXPECT_TRUE(hold("newer", "new"));
  EXPECT_FALSE(hold("newest", "new"));
  EXPECT_EQ(kept(), "bound old, held newer");
}

TEST_P(Bindings, AChangeThatIsTakenBackIsForgotten) {
  bind("old");
  ASSERT_TRUE(hold("new"));
  EXPECT_FALSE(settle("another"));
  EXPECT_TRUE(settle("new"));
  EXPECT_FALSE(settle("new"));
  EXPECT_EQ(kept(), "bound old");
  EXPECT_EQ(rows_of("contact_settled"), 1u);
}

TEST_P(Bindings, WhatCountsAfterTheHoldTakesThePlaceAndEndsWhatTheOldOneProved) {
  bind("old");
  ASSERT_TRUE(hold("new"));
  ASSERT_TRUE(run_async(store().put_trust({"ana", "place", "label", noon, tomorrow + 24h})));
  bind("new, bound", "new");
  EXPECT_EQ(kept(), "bound new, bound");
  EXPECT_EQ(run_async(store().trusted_until("ana", "place", noon)).value(), std::nullopt);
}

// A login that has waited at its prompt undoes nothing that was decided meanwhile.
TEST_P(Bindings, WhatALoginSawLongAgoBindsNothing) {
  bind("old");
  bind("first sight of another login");
  EXPECT_EQ(kept(), "bound old");
  ASSERT_TRUE(hold("new"));
  bind("over", "another");
  EXPECT_EQ(kept(), "bound old, held new");
  ASSERT_TRUE(settle("new"));
  bind("over", "new");
  EXPECT_EQ(kept(), "bound old");
}

TEST_P(Bindings, AFirstSightLeavesTrustAlone) {
  ASSERT_TRUE(run_async(store().put_trust({"ana", "place", "label", noon, tomorrow})));
  bind("old");
  EXPECT_EQ(run_async(store().trusted_until("ana", "place", noon)).value(), tomorrow);
}

TEST_P(Bindings, AcceptedContactsCountAtOnceAndSayWhoAcceptedThem) {
  bind("old");
  ASSERT_TRUE(hold("new"));
  open_new(challenge(900));
  AcceptContacts request{.account = "ana", .bound = {binding(BindingState::bound, "new, bound")}, .actor = "root", .now = noon};
  EXPECT_TRUE(run_async(store().accept_contacts(std::move(request))).value());
  EXPECT_EQ(kept(), "bound new, bound");
  EXPECT_TRUE(load().outstanding.empty());  // a code on its way to the old contact is worth nothing
  EXPECT_EQ(audit().back().reason, "contact_accepted");
  EXPECT_EQ(audit().back().actor, "root");
}

TEST_P(Bindings, ADataKeyThatWasForgottenMeanwhileBindsNothing) {
  PutBinding lost = binding(BindingState::bound, "old");
  lost.key = 7;
  OpenChallenge request = opening(challenge(1));
  request.bindings = {lost};
  as<OpenedChallenge>(open(std::move(request)));  // the login goes on
  EXPECT_EQ(kept(), "");
  PutAccount put{account("ana"), false, "root", {lost}};
  EXPECT_EQ(run_async(store().put_account(std::move(put))).error(), StoreError::unavailable);  // the change is not made
  EXPECT_EQ(load().account, std::nullopt);
}

TEST_P(Bindings, AHeldChangeKeepsWhatTheOldContactProved) {
  ASSERT_TRUE(run_async(store().put_account({account("ana"), false, "root"})));
  open_new(challenge(1));
  PutAccount held{account("ana", "+15005550143"), false, "root",
                  {binding(BindingState::bound, "old"), binding(BindingState::held, "new")}, {}, true};
  EXPECT_EQ(run_async(store().put_account(std::move(held))).value(), Put::changed);
  EXPECT_EQ(kept(), "bound old, held new");
  EXPECT_EQ(load().outstanding.size(), 1u);
  EXPECT_EQ(rows_of("contact_held"), 1u);
  PutAccount now{account("ana", "+15005550144"), false, "root", {binding(BindingState::bound, "newest")}};
  now.reason = "lost her phone";
  EXPECT_EQ(run_async(store().put_account(std::move(now))).value(), Put::changed);
  EXPECT_EQ(kept(), "bound newest");
  EXPECT_TRUE(load().outstanding.empty());
  EXPECT_TRUE(audit().back().detail.ends_with("; at once: lost her phone")) << audit().back().detail;
}

TEST_P(Bindings, ARemovedAccountLeavesNone) {
  ASSERT_TRUE(run_async(store().put_account({account("ana"), false, "root"})));
  bind("old");
  ASSERT_TRUE(run_async(store().remove_account("ana", "root", noon)).value());
  EXPECT_EQ(kept(), "");
}

TEST_P(Bindings, ListsAreCutBetweenAccounts) {
  for (const char* name : {"ana", "bob", "carl"}) {
    PutAccount put{account(name), false, "root", {binding(BindingState::bound, "old")}};
    if (name != std::string("bob")) put.bindings.push_back(binding(BindingState::held, "new"));
    ASSERT_TRUE(run_async(store().put_account(std::move(put))));
  }
  const auto names = [this](BindingQuery query) {
    std::string line;
    const auto page = run_async(store().list_bindings(std::move(query))).value();
    for (const NamedBinding& one : page) line += one.account + " ";
    return line;
  };
  EXPECT_EQ(names({.held = true, .not_under = {}, .after = {}, .accounts = 1}), "ana ana ");
  EXPECT_EQ(names({.held = true, .not_under = {}, .after = "ana", .accounts = 9}), "carl carl ");
  EXPECT_EQ(names({.held = false, .not_under = 2, .after = {}, .accounts = 2}), "ana ana bob ");
  EXPECT_EQ(names({.held = false, .not_under = 1, .after = {}, .accounts = 9}), "");
  const auto found = run_async(store().find_bindings({"carl", "nobody", "bob"})).value();
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].size(), 2u);
  EXPECT_TRUE(found[1].empty());
  EXPECT_EQ(found[2].size(), 1u);
}

//
TEST_P(Bindings, TheyAreSealedAgainAndHoldTheirDataKey) {
  bind("old");
  ASSERT_TRUE(run_async(store().add_data_key({2, "wrapped too"}, "root", noon)).value());
  EXPECT_EQ(run_async(store().drop_unused_data_keys("root", noon)).value(), 0u);
  const ResealBinding stale{"ana", ContactKind::phone, BindingState::bound, "another", 2, "sealed again"};
  ResealBinding right = stale;
  right.before = "old";
  EXPECT_EQ(run_async(store().reseal_bindings({stale})).value(), 0u);
  EXPECT_EQ(run_async(store().reseal_bindings({right})).value(), 1u);
  EXPECT_EQ(load().bindings.at(0).key, (WrappedKey{2, "wrapped too"}));
  EXPECT_EQ(run_async(store().drop_unused_data_keys("root", noon)).value(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Every, Bindings, testing::ValuesIn(adapters()), name_of_adapter);

}  // namespace
}  // namespace tessera::test
