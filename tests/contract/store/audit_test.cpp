// SPDX-License-Identifier: Apache-2.0
// Each decision has its row, in the commit of what it decided.
#include <set>

#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

Conclusion refusal(std::string account, TimePoint at = noon) {
  Conclusion conclusion;
  conclusion.entry = {"", at, std::move(account), "sshd", "203.0.113.9", "", "refused", "no_contact", "", "why"};
  conclusion.wants_reference = true;
  return conclusion;
}

TEST_P(StoreContract, AnAcceptedCodeIsProven) {
  open_new(challenge(1));
  type(right_code);
  const auto entries = audit();
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].result, "proven");
  EXPECT_EQ(entries[0].account, "ana");
  EXPECT_EQ(entries[0].service, "sshd");
  EXPECT_EQ(entries[0].rhost, "203.0.113.9");
  EXPECT_EQ(entries[0].channel, "text");
  EXPECT_EQ(entries[0].time, noon);
  EXPECT_EQ(entries[0].reference, "");
}

TEST_P(StoreContract, AWrongCodeIsWrongUntilItEndsTheLogin) {
  open_new(challenge(1));
  EXPECT_EQ(type(wrong_code).reference, "");
  CheckCode last = guess(std::string(wrong_code));
  last.last_try = true;
  const Checked checked = check(last);
  const auto entries = audit();
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].result, "wrong");
  EXPECT_EQ(entries[1].result, "refused");
  EXPECT_EQ(entries[1].reason, "wrong_code");
  EXPECT_EQ(entries[1].reference, checked.reference);
  EXPECT_EQ(checked.reference.size(), 4u);
}

TEST_P(StoreContract, AFailureThatLocksIsRefusedWithAReference) {
  const Checked tenth = fail(10);
  EXPECT_EQ(tenth.reference.size(), 4u);
  const auto entries = audit();
  EXPECT_EQ(entries.back().result, "refused");
  EXPECT_EQ(entries.back().reason, "locked");
  EXPECT_EQ(entries.back().reference, tenth.reference);
}

TEST_P(StoreContract, AConclusionIsKeptAsItIs) {
  const std::string reference = run_async(store().conclude(refusal("ana"))).value();
  adapter->restart();
  const auto entries = audit();
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].reference, reference);
  EXPECT_EQ(entries[0].result, "refused");
  EXPECT_EQ(entries[0].reason, "no_contact");
  EXPECT_EQ(entries[0].detail, "why");
  Conclusion quiet = refusal("ana");
  quiet.wants_reference = false;
  EXPECT_EQ(run_async(store().conclude(quiet)).value(), "");
}

TEST_P(StoreContract, ReferencesAreUniqueADayAndEasyToReadOut) {
  std::vector<Async<Stored<std::string>>> refusals;
  for (int i = 0; i < 5000; ++i) refusals.push_back(store().conclude(refusal("ana", noon)));
  std::set<std::string> seen;
  for (const auto& reference : run_together(std::move(refusals))) {
    EXPECT_TRUE(seen.insert(reference.value()).second) << reference.value();
    EXPECT_EQ(reference.value().size(), 4u);
    EXPECT_EQ(reference.value().find_first_not_of("23456789ABCDEFGHJKMNPQRSTUVWXYZ"), std::string::npos);
  }
}

TEST_P(StoreContract, TheLogGivesTheNewestOldestFirst) {
  for (int i = 0; i < 5; ++i) {
    Conclusion conclusion = refusal(i % 2 == 0 ? "ana" : "bob", noon + i * 1s);
    ASSERT_TRUE(run_async(store().conclude(conclusion)));
  }
  const auto newest = run_async(store().log({std::nullopt, std::nullopt, 2})).value();
  ASSERT_EQ(newest.size(), 2u);
  EXPECT_EQ(newest[0].time, noon + 3s);
  EXPECT_EQ(newest[1].time, noon + 4s);
  const auto of_ana = run_async(store().log({std::nullopt, "ana", 2})).value();
  ASSERT_EQ(of_ana.size(), 2u);
  EXPECT_EQ(of_ana[0].time, noon + 2s);
  EXPECT_EQ(of_ana[1].time, noon + 4s);
}

TEST_P(StoreContract, AReferenceFindsItsEntry) {
  ASSERT_TRUE(run_async(store().conclude(refusal("ana"))));
  const std::string reference = run_async(store().conclude(refusal("bob"))).value();
  ASSERT_TRUE(run_async(store().conclude(refusal("carl"))));
  const auto found = run_async(store().log({reference, std::nullopt, 100})).value();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].account, "bob");
  EXPECT_TRUE(run_async(store().log({"0000", std::nullopt, 100})).value().empty());
  Conclusion quiet = refusal("dora");
  quiet.wants_reference = false;
  ASSERT_TRUE(run_async(store().conclude(quiet)));
  EXPECT_TRUE(run_async(store().log({"", std::nullopt, 100})).value().empty()) << "no reference finds nothing";
}

/// From its first wrong code on, and nothing of the login before it or from elsewhere.
TEST_P(StoreContract, AReferenceFindsItsWholeLogin) {
  ASSERT_TRUE(run_async(store().open_challenge(opening(challenge(1)))));
  const auto tried = [this](bool last, TimePoint at, LoginKey login = ssh_login()) {
    CheckCode request = guess(std::string(wrong_code), std::move(login), at);
    request.last_try = last;
    return run_async(store().check(request)).value().reference;
  };
  tried(false, noon + 1s);
  tried(true, noon + 2s);
  ASSERT_TRUE(run_async(store().open_challenge(resending(challenge(2, ssh_login(), noon + 3s), id_of(1)))));
  ASSERT_TRUE(run_async(store().open_challenge(opening(challenge(3, {"ana", "sudo", "web01", {}}, noon + 3s)))));
  CheckCode first = guess(std::string(wrong_code), ssh_login(), noon + 4s);
  first.deliveries = {{id_of(2), DeliveryStatus::sent, "kannel"}};
  ASSERT_TRUE(run_async(store().check(first)));
  tried(false, noon + 5s, {"ana", "sudo", "web01", {}});
  const std::string reference = tried(true, noon + 6s);
  const auto found = run_async(store().log({reference, std::nullopt, 100})).value();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].time, noon + 4s);
  EXPECT_EQ(found[1].reference, reference);
  EXPECT_TRUE(found[1].detail.ends_with("text by kannel sent 2026-11-23T12:00:03Z")) << found[1].detail;
  EXPECT_EQ(found[1].detail.find("sudo"), std::string::npos);
}

}  // namespace
}  // namespace tessera::test
