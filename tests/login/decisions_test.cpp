// SPDX-License-Identifier: Apache-2.0
// Who is asked, who passes, who is refused, and what each end leaves behind.
#include "daemon/stores/refusing.hpp"
#include "tests/login/login_world.hpp"

namespace tessera::test {
namespace {

class Decisions : public LoginWorld {
 protected:
  std::optional<Verdict> without_asking() {
    person_ = std::make_unique<ScriptedPerson>();
    const auto verdict = log_in(*person_);
    EXPECT_TRUE(person_->screens.empty());
    EXPECT_TRUE(courier.sent.empty());
    return verdict;
  }
  std::unique_ptr<ScriptedPerson> person_;
};

TEST_F(Decisions, OffAsksNobodyAndLooksNobodyUp) {
  set_switch(Switch::off);
  EXPECT_EQ(without_asking(), Verdict::not_concerned);
  EXPECT_TRUE(directory.asked.empty());
}

TEST_F(Decisions, ObserveRecordsWhatWouldHaveBeen) {
  set_switch(Switch::observe);
  EXPECT_EQ(without_asking(), Verdict::not_concerned);
  EXPECT_EQ(audit().back().result, "observed");
  EXPECT_EQ(audit().back().reason, "asked");
  request.user = "nobody-knows";
  EXPECT_EQ(without_asking(), Verdict::not_concerned);
}

TEST_F(Decisions, AServiceOutOfScopeIsNotConcerned) {
  request.service = "cron";
  EXPECT_EQ(without_asking(), Verdict::not_concerned);
}

TEST_F(Decisions, SingleSignOnPasses) {
  directory.add("sue", Origin::sso, "sss");
  request.user = "sue";
  EXPECT_EQ(without_asking(), Verdict::not_concerned);
}

/// Whoever may reach the login socket can say any address; only root's sshd has it from the connection.
TEST_F(Decisions, ATrustedNetworkCountsOfRootAlone) {
  config.trusted_networks = {*parse_network("203.0.113.0/24")};
  request.from_root = true;
  EXPECT_EQ(without_asking(), Verdict::not_concerned);
  request.from_root = false;
  ScriptedPerson asked;
  log_in(asked);
  EXPECT_FALSE(asked.screens.empty());
}

TEST_F(Decisions, NobodysNameLeavesNoRow) {
  const std::size_t rows = audit().size();
  request.user = "nobody-knows";
  for (int i = 0; i < 5; ++i) EXPECT_EQ(without_asking(), Verdict::refused);
  EXPECT_EQ(person_->told, std::vector<std::string>{"Not let in."});
  EXPECT_EQ(audit().size(), rows);
  EXPECT_EQ(log.lines.size(), 2u) << "the journal's lines are rate-limited";
}

TEST_F(Decisions, ASourceThatCannotAnswerRefuses) {
  directory.fail("sss: connection refused");
  request.user = "sue";
  EXPECT_EQ(without_asking(), Verdict::unavailable);
  EXPECT_EQ(audit().back().reason, "origin_unclear");
  EXPECT_EQ(audit().back().detail,
            "service: sshd is in scope; switch: enforce; account: a source could not answer (sss: connection refused)");
}

TEST_F(Decisions, MachineAccountsHaveNoInteractiveSecondStep) {
  config.machine_accounts = {"ana"};
  EXPECT_EQ(without_asking(), Verdict::refused);
  EXPECT_NE(person_->told[0].find("machine account"), std::string::npos);
}

TEST_F(Decisions, WithoutContactTheRefusalNamesAWayOn) {
  config.sso.url = "https://sso.example.com";
  directory.add("bob");
  request.user = "bob";
  EXPECT_EQ(without_asking(), Verdict::refused);
  const std::string reference = audit().back().reference;
  EXPECT_EQ(person_->told[0], "Not let in: bob has no phone or e-mail on record. Sign in with SSO at "
                              "https://sso.example.com, or call the help desk, 555-0100. Reference " + reference + ".");
}

TEST_F(Decisions, SuAsksTheInvoker) {
  directory.add("root");
  directory.add_uid(1000, "ana");
  request = {.service = "su", .user = "root", .rhost = {}, .host = "web01", .loginuid = 1000, .real_uid = 1000};
  ScriptedPerson person;
  person.types("3");
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
  EXPECT_EQ(person.screens[0].substr(0, 63), "\ntraining-staging needs a second step for ana, su on web01.\n  1");
  EXPECT_EQ(courier.sent[0].to, "ana@example.com");
}

// A process without audit login may write any uid there: such a one never turns su into a login that passes.
TEST_F(Decisions, SingleSignOnOfAnInvokerNeedsItsRealUid) {
  directory.add("sue", Origin::sso, "sss");
  directory.add_uid(5000, "sue");
  request.service = "su";
  request.loginuid = 5000;
  request.real_uid = 33;
  ScriptedPerson stranger;
  stranger.types("q");
  EXPECT_EQ(log_in(stranger), Verdict::refused);
  EXPECT_NE(stranger.screens.at(0).find("second step for ana, su"), std::string::npos);
  request.real_uid = 5000;
  EXPECT_EQ(without_asking(), Verdict::not_concerned);
}

TEST_F(Decisions, SuWithoutAuditLoginAsksTheTarget) {
  request.service = "su";
  ScriptedPerson person;
  person.types("3");
  person.types(right_code());
  EXPECT_EQ(log_in(person), Verdict::proven);
}

TEST_F(Decisions, TenWrongCodesLockTheAccount) {
  for (int login = 0; login < 4; ++login) {
    ScriptedPerson person;
    person.types("1");
    for (int i = 0; i < 3; ++i) person.types(wrong_code());
    const Verdict expected = login < 3 ? Verdict::refused : Verdict::locked;
    EXPECT_EQ(log_in(person), expected) << login;
  }
  EXPECT_EQ(failures(), 10u);
  ScriptedPerson person;
  EXPECT_EQ(log_in(person), Verdict::locked);
  EXPECT_TRUE(person.screens.empty());
  EXPECT_EQ(person.told[0].substr(0, 105), "Not let in: 10 wrong codes in a row. Try again after 14:17, or call the help desk, "
                                          "555-0100. Reference " + audit().back().reference.substr(0, 2));
  clock.advance(std::chrono::minutes(15));
  ScriptedPerson later;
  later.types("1");
  later.types(right_code());
  EXPECT_EQ(log_in(later), Verdict::proven);
}

TEST_F(Decisions, EveryWayOfLeavingEndsInARefusal) {
  const std::pair<ReplyKind, std::optional<Verdict>> ends[] = {{ReplyKind::cancelled, Verdict::refused},
                                                               {ReplyKind::cannot_converse, Verdict::refused},
                                                               {ReplyKind::time_up, Verdict::unavailable},
                                                               {ReplyKind::gone, std::nullopt}};
  for (const auto& [kind, verdict] : ends) {
    ScriptedPerson person;
    person.does(kind);
    EXPECT_EQ(log_in(person), verdict);
    EXPECT_TRUE(courier.sent.empty());
  }
  EXPECT_EQ(failures(), 0u);
}

TEST_F(Decisions, QuitThreeEntersAndTenUnreadAnswersCancel) {
  ScriptedPerson quits;
  quits.types("q");
  EXPECT_EQ(log_in(quits), Verdict::refused);
  ScriptedPerson enters;
  enters.types("1");
  for (int i = 0; i < 3; ++i) enters.types("");
  EXPECT_EQ(log_in(enters), Verdict::refused);
  ScriptedPerson babbles;
  for (int i = 0; i < 10; ++i) babbles.types("what?");
  EXPECT_EQ(log_in(babbles), Verdict::refused);
  EXPECT_EQ(babbles.screens.size(), 10u);
}

TEST_F(Decisions, AStoreThatFailsRefuses) {
  for (const StoreError error : {StoreError::unavailable, StoreError::corrupt}) {
    const auto broken = refuse_store(error);
    ScriptedPerson person;
    EXPECT_EQ(log_in(person, *broken), Verdict::unavailable);
    EXPECT_EQ(person.told[0],
              "Not let in: the second-step service on this host cannot work. Tell your administrator: tesseractl status");
  }
}

TEST_F(Decisions, OnlyTheExpressPopulationIsStyled) {
  config.populations.express_style = {"Welcome to Training", "Trouble? Call 555-0100."};
  ScriptedPerson person;
  person.types("q");
  log_in(person);
  EXPECT_EQ(person.screens[0].substr(0, 21), "\nWelcome to Training\n");
  EXPECT_TRUE(person.told[0].ends_with("\nTrouble? Call 555-0100."));
  directory.add_creator("ana");
  ScriptedPerson creator;
  creator.types("q");
  log_in(creator);
  EXPECT_EQ(creator.screens[0].find("Welcome"), std::string::npos);
  EXPECT_EQ(creator.told[0].find("Trouble"), std::string::npos);
}

TEST_F(Decisions, NoLogLineHoldsACodeOrAWholeNumber) {
  ScriptedPerson person;
  person.types("1");
  person.types(wrong_code());
  person.types(right_code());
  log_in(person);
  for (const std::string& line : log.lines) {
    EXPECT_EQ(line.find(sent_code()), std::string::npos) << line;
    EXPECT_EQ(line.find("5005550142"), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace tessera::test
