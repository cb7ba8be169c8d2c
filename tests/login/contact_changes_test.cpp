// SPDX-License-Identifier: Apache-2.0
// The number is changed between logins: the old one gets the code and is told, until the hold is over.
#include "tests/login/login_world.hpp"

#include <algorithm>

#include "tests/contract/store/failing_vfs.hpp"

namespace tessera::test {
namespace {

constexpr const char* old_phone = "+15005550150";
constexpr const char* new_phone = "+15005550151";

/// Counts fsyncs; made before the store.
struct CountedDisk {
  FailingVfs disk;
};

class ContactChanges : public CountedDisk, public LoginWorld {
 protected:
  ContactChanges() {
    config.accounts.sources.push_back({.kind = SourceKind::csv, .path = "/contacts.csv", .ldap = {}, .at = {}});
    directory.add("dora");
    request.user = "dora";
    has(old_phone);
  }
  void has(const std::string& phone, const std::string& email = "dora@example.com") {
    Contacts contacts;
    if (!phone.empty()) contacts.phone = Phone{phone, "US", "mobile"};
    if (!email.empty()) contacts.email = email;
    directory.set_contacts("dora", contacts);
  }
  /// Where the code of a text went; notices that went out before it are in `notices`.
  std::string log_in_by_text() {
    courier.sent.clear();
    ScriptedPerson person;
    person.types("text");
    person.types(right_code());
    EXPECT_EQ(log_in(person), Verdict::proven);
    notices.clear();
    for (const Message& message : courier.sent) {
      if (message.code.empty()) notices.push_back(message);
    }
    clock.advance(std::chrono::hours(1));  // past every limit on sends
    return courier.sent.empty() ? "nowhere" : courier.sent.back().to;
  }
  unsigned rows_of(std::string_view reason) {
    unsigned rows = 0;
    for (const AuditEntry& entry : audit()) rows += entry.reason == reason ? 1 : 0;
    return rows;
  }
  std::vector<Binding> bindings() { return run_async(store->find_account("dora", clock.now())).value().bindings; }

  std::vector<Message> notices;
};

TEST_F(ContactChanges, AChangedNumberIsHeldAndTheOldOneIsTold) {
  EXPECT_EQ(log_in_by_text(), old_phone);
  EXPECT_EQ(rows_of("contact_bound"), 2u);
  has(new_phone);
  EXPECT_EQ(log_in_by_text(), old_phone);
  ASSERT_EQ(notices.size(), 2u);  // the old number, and the other channel
  EXPECT_EQ(notices[0].to, old_phone);
  EXPECT_EQ(notices[1].to, "dora@example.com");
  EXPECT_EQ(notices[0].text,
            "A new phone number, +1 *** *** **51, was entered for dora on training-staging. It counts in 24 hours; "
            "until then the old one does. Not you? Call 555-0100.");
  EXPECT_EQ(rows_of("contact_held"), 1u);
}

TEST_F(ContactChanges, ItIsToldOnceAndCountsAfterTheHold) {
  log_in_by_text();
  has(new_phone);
  log_in_by_text();
  EXPECT_EQ(log_in_by_text(), old_phone);
  EXPECT_TRUE(notices.empty());
  clock.advance(config.accounts.hold_changes);
  EXPECT_EQ(log_in_by_text(), new_phone);
  EXPECT_TRUE(notices.empty());
  EXPECT_EQ(rows_of("contact_bound"), 3u);
  EXPECT_EQ(bindings().size(), 2u);
  EXPECT_EQ(log_in_by_text(), new_phone);
}

TEST_F(ContactChanges, AnotherChangeStartsAnew) {
  log_in_by_text();
  has(new_phone);
  log_in_by_text();
  clock.advance(config.accounts.hold_changes - std::chrono::hours(2));
  has("+15005550152");
  EXPECT_EQ(log_in_by_text(), old_phone);
  EXPECT_EQ(notices.size(), 2u);
  clock.advance(std::chrono::hours(3));
  EXPECT_EQ(log_in_by_text(), old_phone);
  EXPECT_EQ(rows_of("contact_held"), 2u);
}

TEST_F(ContactChanges, WhatIsTakenBackIsForgotten) {
  log_in_by_text();
  has(new_phone);
  log_in_by_text();
  has(old_phone);
  EXPECT_EQ(log_in_by_text(), old_phone);
  EXPECT_EQ(rows_of("contact_settled"), 1u);
  clock.advance(config.accounts.hold_changes);
  has(new_phone);
  EXPECT_EQ(log_in_by_text(), old_phone);
}

TEST_F(ContactChanges, ACodeThatWasNotTypedBindsToo) {
  ScriptedPerson leaves;
  leaves.types("text");
  log_in(leaves);
  clock.advance(std::chrono::hours(1));
  has(new_phone);
  EXPECT_EQ(log_in_by_text(), old_phone);
}

TEST_F(ContactChanges, ANumberThatIsGoneIsOutOfUseAndItsSuccessorIsHeldAgainstIt) {
  log_in_by_text();
  has("");
  ScriptedPerson person;
  person.types("text");
  log_in(person);
  EXPECT_EQ(person.screens.at(0).find("Text message"), std::string::npos) << person.screens.at(0);
  has(new_phone);
  EXPECT_EQ(log_in_by_text(), old_phone);
}

TEST_F(ContactChanges, BothChangeAtOnce) {
  log_in_by_text();
  has(new_phone, "evil@example.com");
  EXPECT_EQ(log_in_by_text(), old_phone);
  for (const Message& notice : notices) EXPECT_TRUE(notice.to == old_phone || notice.to == "dora@example.com") << notice.to;
  EXPECT_EQ(rows_of("contact_held"), 2u);
}

/// Taking the address away and giving a number is a change, not a second way.
TEST_F(ContactChanges, ANumberInPlaceOfTheAddressIsHeldAndTheAddressIsTold) {
  has("");
  const auto code_message = [this] {
    return std::ranges::find_if(courier.sent, [](const Message& message) { return !message.code.empty(); });
  };
  const auto by_the_first_way = [this, code_message] {
    courier.sent.clear();
    ScriptedPerson person;
    person.types("");
    person.types([code_message]() -> std::string { return code_message()->code; });
    EXPECT_EQ(log_in(person), Verdict::proven);
    clock.advance(std::chrono::hours(1));
    return code_message()->to;
  };
  EXPECT_EQ(by_the_first_way(), "dora@example.com");
  has(new_phone, "");
  EXPECT_EQ(by_the_first_way(), "dora@example.com") << "what was bound stays in use (R-12)";
  EXPECT_EQ(rows_of("contact_held"), 1u);
  EXPECT_NE(audit().back().reason, "contact_bound");
  EXPECT_EQ(std::ranges::count(courier.sent, "dora@example.com", &Message::to), 2) << "the code, and the notice";
  EXPECT_EQ(by_the_first_way(), "dora@example.com");
  clock.advance(config.accounts.hold_changes);
  by_the_first_way();
  EXPECT_EQ(by_the_first_way(), new_phone) << "the hold is over";
}

TEST_F(ContactChanges, ANumberBesideAnAddressCountsAtOnceAndIsTold) {
  has("");
  ScriptedPerson person;
  person.types("");
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  clock.advance(std::chrono::hours(1));
  has(new_phone);
  courier.sent.clear();
  ScriptedPerson again;
  again.types("text");
  again.types([this] { return courier.sent.at(0).code; });  // which waits for no commit, as the notice does
  EXPECT_EQ(log_in(again), Verdict::proven);
  ASSERT_EQ(courier.sent.size(), 2u);
  EXPECT_EQ(courier.sent[0].to, new_phone);
  EXPECT_EQ(courier.sent[1].to, "dora@example.com");  // over the other channel
  EXPECT_TRUE(courier.sent[1].text.ends_with("It counts now. Not you? Call 555-0100.")) << courier.sent[1].text;
  log_in_by_text();
  EXPECT_TRUE(notices.empty());
}

// Fail closed: a contact whose predecessor cannot be read is not used.
TEST_F(ContactChanges, WhatIsBoundUnderAnotherSealKeyIsNotComparedAndNotUsed) {
  log_in_by_text();
  seeds = SeedKeys{Secret(std::string(32, 'x'))};
  ScriptedPerson person;
  EXPECT_EQ(log_in(person), Verdict::refused);
  EXPECT_EQ(audit().back().reason, "no_contact");
  EXPECT_NE(audit().back().detail.find("does not open with this seal key"), std::string::npos) << audit().back().detail;
}

TEST_F(ContactChanges, ObservingHoldsAndTellsNothing) {
  log_in_by_text();
  has(new_phone);
  set_switch(Switch::observe);
  courier.sent.clear();
  ScriptedPerson person;
  EXPECT_EQ(log_in(person), Verdict::not_concerned);
  EXPECT_TRUE(courier.sent.empty());
  EXPECT_EQ(rows_of("contact_held"), 0u);
}

// What is new rides in the login's own two commits, and where nothing changed there is nothing to write.
TEST_F(ContactChanges, BindingCostsNoCommit) {
  run_async(store->add_data_key({1, seeds.make(1, [this](std::span<std::byte> b) { return random.fill(b); })->key}, "root", clock.now())).value();
  const auto commits_of_a_login = [this] {
    const unsigned before = disk.log_syncs();
    log_in_by_text();
    return disk.log_syncs() - before;
  };
  EXPECT_EQ(commits_of_a_login(), 2u);  // the first sight
  EXPECT_EQ(bindings().size(), 2u);
  EXPECT_EQ(commits_of_a_login(), 2u);
  has(new_phone);
  EXPECT_EQ(commits_of_a_login(), 3u);  // held
  EXPECT_EQ(commits_of_a_login(), 2u);  // waits
  clock.advance(config.accounts.hold_changes);
  EXPECT_EQ(commits_of_a_login(), 2u);  // counts
}

}  // namespace
}  // namespace tessera::test
