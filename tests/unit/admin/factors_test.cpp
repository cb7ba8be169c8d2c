// SPDX-License-Identifier: Apache-2.0
// Apps and codes behind the admin socket.
#include "daemon/core/base32.hpp"
#include "daemon/core/backup_code.hpp"
#include "daemon/enrolment/data_key.hpp"
#include "daemon/enrolment/enrolling.hpp"
#include "tests/unit/admin/admin_world.hpp"

namespace tessera::test {
namespace {

using ::testing::HasSubstr;

constexpr const char* provider = "bob comes from sss; change it at the identity provider";

class Factors : public AdminWorld {
 protected:
  Json shown(const std::string& name) {
    const Answer answer = ask("account.show", {{"account", name}});
    EXPECT_EQ(answer.exit, 0) << answer.error;
    return answer.items.size() == 1 ? answer.items[0] : Json();
  }
  void put_app(const std::string& name, const std::string& seed = std::string(20, 's')) {
    const Json row{{"account", name}, {"seed", to_base32(seed)}};
    ASSERT_EQ(ask("app.import", {{"rows", Json::array({row})}, {"replace", true}}).exit, 0);
  }
  /// A newer app of ana's, proven by text alone.
  void hold_app() {
    const auto key = run_async(sealing_key(*sqlite, seeds, random, clock.now()));
    ASSERT_TRUE(key);
    auto ticket = run_async(make_ticket(context(directory), "ana", EnrolmentProof::text, "test"));
    ASSERT_TRUE(ticket);
    const auto sealed = seeds.seal(*key, {"ana", "app"}, std::string(20, 'n'),
                                   [this](std::span<std::byte> bytes) { return random.fill(bytes); });
    OpenEnrolment open{.token = hash_of_token(ticket->token), .confirmation = ticket->confirmation, .parameters = {},
                       .key = key->id, .seed = *sealed, .now = clock.now()};
    ASSERT_EQ(run_async(sqlite->open_enrolment(open))->result, EnrolmentOpened::opened);
    FinishEnrolment finish{.token = hash_of_token(ticket->token), .judge = {}, .now = clock.now()};
    finish.judge = [](const StoredApp&) { return AppJudged{AppCode::accepted, 1}; };
    ASSERT_EQ(run_async(sqlite->finish_enrolment(finish))->result, EnrolmentFinished::finished);
  }
  /// Does this backup code let ana in?
  Checked redeem(const std::string& code) {
    const auto state = run_async(sqlite->find_account("ana", clock.now()));
    CheckCode request;
    request.login = {"ana", "sshd", "web01", "203.0.113.9"};
    request.now = clock.now();
    if (state && state->backup) request.backup_hash = hash_backup_code(state->backup->salt, code);
    auto checked = run_async(sqlite->check(std::move(request)));
    return checked ? *checked : Checked{};
  }
};

TEST_F(Factors, ATicketOpensOnceAndIsLogged) {
  config.portal.emplace().url = "https://login.example.com";
  const Answer answer = ask("app.enrol", {{"account", "ana"}});
  ASSERT_EQ(answer.exit, 0) << answer.error;
  const Json ticket = answer.items.at(0);
  const std::string token = ticket["ticket"];
  EXPECT_EQ(ticket["account"], "ana");
  EXPECT_EQ(ticket["link"], "https://login.example.com/e/" + token);
  EXPECT_EQ(ticket["valid_until"], rfc3339(clock.now() + std::chrono::minutes(10)));
  EXPECT_EQ(newest_entry().reason, "app_ticket");
  EXPECT_EQ(newest_entry().actor, self());
  const auto shared = std::make_shared<const Config>(config);
  const auto opened = run_async(open_link(context(directory), shared, token, ticket["confirmation"], ""));
  EXPECT_EQ(opened.status, portal::OpenStatus::opened);
  EXPECT_EQ(opened.account, "ana");
  const auto again = run_async(open_link(context(directory), shared, token, ticket["confirmation"], ""));
  EXPECT_EQ(again.status, portal::OpenStatus::refused);
}

TEST_F(Factors, WithoutAPageATicketHasNoLinkAndNoTicketIsInTheLog) {
  const Answer answer = ask("app.enrol", {{"account", "ana"}});
  EXPECT_EQ(answer.items.at(0)["link"], nullptr);
  for (const auto& line : log.lines) {
    EXPECT_THAT(line, ::testing::Not(HasSubstr(answer.items.at(0)["ticket"].get<std::string>())));
  }
}

TEST_F(Factors, IdentityProvidersAccountsAndUnknownNamesAreRefused) {
  for (const char* verb : {"app.enrol", "app.reset", "backup_codes", "code"}) {
    const Answer bob = ask(verb, {{"account", "bob"}});
    EXPECT_EQ(bob.exit, 1) << verb;
    EXPECT_EQ(bob.error, provider) << verb;
    EXPECT_EQ(ask(verb, {{"account", "nobodys"}}).exit, 67) << verb;
    EXPECT_EQ(ask(verb, {{"account", "a:b"}}).exit, 64) << verb;
  }
  EXPECT_EQ(ask("app.cancel", {{"account", "nobodys"}}).exit, 67);
  directory.fail("sss: time up");
  for (const char* verb : {"app.enrol", "app.reset", "backup_codes", "code"}) {
    EXPECT_EQ(ask(verb, {{"account", "eve"}}).exit, 75) << verb;
  }
  EXPECT_TRUE(courier.sent.empty());
}

// R-15
TEST_F(Factors, AResetTakesAppAndCodesAwayAndTellsEveryContact) {
  put_ana();
  put_app("ana");
  ASSERT_EQ(ask("backup_codes", {{"account", "ana"}}).exit, 0);
  courier.sent.clear();
  EXPECT_EQ(ask("app.reset", {{"account", "ana"}}).items.at(0).dump(), R"({"account":"ana","result":"removed"})");
  EXPECT_EQ(newest_entry().reason, "app_removed");
  ASSERT_EQ(courier.sent.size(), 2u);
  EXPECT_EQ(courier.sent[0].to, "+15005550142");
  EXPECT_EQ(courier.sent[1].to, "ana@example.com");
  EXPECT_THAT(courier.sent[0].text, HasSubstr("taken off the record"));
  EXPECT_EQ(shown("ana")["app"], false);
  EXPECT_FALSE(shown("ana").contains("backup_codes"));
  const Answer again = ask("app.reset", {{"account", "ana"}});
  EXPECT_EQ(again.exit, 1);
  EXPECT_EQ(again.error, "ana has no app");
  EXPECT_EQ(courier.sent.size(), 2u);
}

TEST_F(Factors, AResetThatFindsNoAppLeavesBackupCodesAlone) {
  ASSERT_EQ(ask("backup_codes", {{"account", "ana"}}).exit, 0);
  EXPECT_EQ(ask("app.reset", {{"account", "ana"}}).exit, 1);
  EXPECT_EQ(shown("ana")["backup_codes"], 10);
}

TEST_F(Factors, AHeldAppIsShownAndCancelledAndTheOldOneStays) {
  put_app("ana");
  EXPECT_EQ(ask("app.cancel", {{"account", "ana"}}).error, "ana has no app on hold");
  hold_app();
  EXPECT_EQ(shown("ana")["app"], true);
  EXPECT_EQ(shown("ana")["app_held_until"], rfc3339(clock.now() + std::chrono::hours(24)));
  directory.fail("sss: time up");  // stopping a thief waits for nobody
  EXPECT_EQ(ask("app.cancel", {{"account", "ana"}}).items.at(0)["result"], "cancelled");
  EXPECT_EQ(newest_entry().reason, "held_app_cancelled");
  EXPECT_FALSE(shown("ana").contains("app_held_until"));
  EXPECT_EQ(shown("ana")["app"], true);
}

// R-15
TEST_F(Factors, ACancelledAppIsToldToEveryContact) {
  put_ana();
  put_app("ana");
  hold_app();
  courier.sent.clear();
  ASSERT_EQ(ask("app.cancel", {{"account", "ana"}}).exit, 0);
  ASSERT_EQ(courier.sent.size(), 2u);
  EXPECT_EQ(courier.sent[0].to, "+15005550142");
  EXPECT_EQ(courier.sent[1].to, "ana@example.com");
  for (const Message& sent : courier.sent) {
    EXPECT_THAT(sent.text, HasSubstr("was stopped and will not count"));
    EXPECT_EQ(sent.notice, "held app cancelled");
  }
}

// R-15, R-16
TEST_F(Factors, TenBackupCodesTakeThePlaceOfTheOldAndWorkOnce) {
  put_ana();
  const Answer first = ask("backup_codes", {{"account", "ana"}});
  const Answer second = ask("backup_codes", {{"account", "ana"}});
  ASSERT_EQ(second.items.at(0)["codes"].size(), 10u);
  EXPECT_EQ(shown("ana")["backup_codes"], 10);
  EXPECT_EQ(newest_entry().reason, "backup_codes_made");
  EXPECT_EQ(courier.sent.size(), 4u);
  EXPECT_THAT(courier.sent.back().text, HasSubstr("New backup codes"));
  EXPECT_NE(redeem(first.items.at(0)["codes"][0]).judgement, Judgement::accepted);
  const std::string code = second.items.at(0)["codes"][3];
  EXPECT_EQ(redeem(code).judgement, Judgement::accepted);
  EXPECT_NE(redeem(code).judgement, Judgement::accepted);
  EXPECT_EQ(shown("ana")["backup_codes"], 9);
}

TEST_F(Factors, TheHelpDesksCodeIsToldWorksOnceAndEnds) {
  put_ana();
  const Answer made = ask("code", {{"account", "ana"}});
  ASSERT_EQ(made.exit, 0) << made.error;
  EXPECT_EQ(made.items.at(0)["valid_until"], rfc3339(clock.now() + std::chrono::minutes(10)));
  EXPECT_EQ(newest_entry().reason, "desk_code_made");
  EXPECT_EQ(newest_entry().actor, self());
  ASSERT_EQ(courier.sent.size(), 2u);
  EXPECT_THAT(courier.sent[0].text, HasSubstr("help desk"));
  const std::string code = made.items.at(0)["code"];
  EXPECT_THAT(courier.sent[0].text + courier.sent[1].text, ::testing::Not(HasSubstr(code)));
  EXPECT_TRUE(redeem(code).by_desk);
  EXPECT_NE(redeem(code).judgement, Judgement::accepted);
  const std::string late = ask("code", {{"account", "ana"}}).items.at(0)["code"];
  clock.advance(std::chrono::minutes(10));
  EXPECT_NE(redeem(late).judgement, Judgement::accepted);
}

TEST_F(Factors, ShowSaysSinceWhenThereIsAnApp) {
  put_ana();
  EXPECT_EQ(shown("ana")["app"], false);
  put_app("ana");
  EXPECT_EQ(shown("ana")["app"], true);
  EXPECT_EQ(shown("ana")["app_since"], rfc3339(clock.now()));
}

// R-52
TEST_F(Factors, ARotationSealsEverySeedAgainAndForgetsTheOldKey) {
  directory.add("carl");
  put_app("ana");
  put_app("carl", std::string(32, 'c'));
  const Answer answer = ask("keys.rotate");
  EXPECT_EQ(answer.items.at(0).dump(), R"({"key":2,"sealed_again":2,"unreadable":0,"dropped":1})");
  const auto state = run_async(sqlite->find_account("carl", clock.now()));
  ASSERT_TRUE(state && state->app);
  EXPECT_EQ(state->app->key.id, 2u);
  const auto seed = seeds.open(state->app->key, {"carl", "app"}, state->app->seed);
  ASSERT_TRUE(seed);
  EXPECT_EQ(seed->view(), std::string(32, 'c'));
}

// R-52: an account with an app and one on hold, where one page of the rotation ends.
TEST_F(Factors, ARotationLeavesNoAppBehindWhereAPageEnds) {
  for (int i = 0; i < 127; ++i) {
    const std::string name = "a" + std::to_string(1000 + i);
    directory.add(name);
    put_app(name);
  }
  put_app("ana");
  hold_app();
  const Answer answer = ask("keys.rotate");
  EXPECT_EQ(answer.items.at(0).dump(), R"({"key":2,"sealed_again":129,"unreadable":0,"dropped":1})");
}

// R-50
TEST_F(Factors, ASeedThatDoesNotOpenIsToldByTheRotationAndKept) {
  put_app("ana");
  const auto before = run_async(sqlite->find_account("ana", clock.now()));
  ASSERT_TRUE(before && before->app);
  std::string flipped = before->app->seed;
  flipped[15] = static_cast<char>(flipped[15] ^ 1);
  const Reseal damage{"ana", before->app->seed, before->app->key.id, flipped};
  ASSERT_EQ(run_async(sqlite->reseal({damage})).value_or(0), 1u);
  const Answer answer = ask("keys.rotate");
  EXPECT_EQ(answer.exit, 1);
  EXPECT_EQ(answer.items.at(0)["unreadable"], 1);
  EXPECT_EQ(answer.items.at(0)["dropped"], 0);
  EXPECT_THAT(answer.error, HasSubstr("1 seed or contact does not open"));
}

}  // namespace
}  // namespace tessera::test
