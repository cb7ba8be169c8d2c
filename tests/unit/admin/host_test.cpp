// SPDX-License-Identifier: Apache-2.0
// The verbs about the host: its environment, gateways, log and status.
#include "tests/unit/admin/admin_world.hpp"

namespace tessera::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Host : public AdminWorld {
 protected:
  /// A login that nobody was asked at.
  void observe(const std::string& account, const std::string& reason) {
    Conclusion end;
    end.entry = {.reference = {}, .time = clock.now(), .account = account, .service = "sshd", .rhost = {}, .channel = {},
                 .result = "observed", .reason = reason, .actor = {}, .detail = {}};
    ASSERT_TRUE(run_async(sqlite->conclude(std::move(end))));
  }
};

TEST_F(Host, TheSwitchIsShownAndMoved) {
  config.environment.url = "https://training-staging.example.io";
  clock.advance(std::chrono::seconds(60));
  const Answer answer = ask("environment.enforce");
  EXPECT_EQ(answer.exit, 0) << answer.error;
  ASSERT_EQ(answer.items.size(), 1u);
  EXPECT_EQ(answer.items[0].dump(),
            R"({"name":"training-staging","url":"https://training-staging.example.io",)"
            R"("switch":"enforce","since":"2026-11-23T14:03:00Z","by":")" +
                self() + R"("})");
  EXPECT_EQ(ask("environment.show").items, answer.items);
  EXPECT_EQ(newest_entry().actor, self());
  EXPECT_EQ(ask("environment.observe").items.at(0)["switch"], "observe");
  EXPECT_EQ(ask("environment.off").items.at(0)["switch"], "off");
}

TEST_F(Host, TheReportHasEveryAccountSinceTheSwitchCameToObserve) {
  ask("environment.observe");
  observe("early", "asked");
  ask("environment.off");
  ask("environment.observe");
  for (unsigned i = 1000; i < 1501; ++i) observe("u" + std::to_string(i), "asked");
  observe("u1500", "no_contact");
  clock.advance(-std::chrono::hours(1));  // a clock that was set back
  observe("u1500", "asked");
  const Answer report = ask("environment.report");
  ASSERT_EQ(report.items.size(), 502u) << report.error;
  EXPECT_EQ(report.items[0]["account"], "u1000");
  EXPECT_EQ(report.items[500].dump(),
            R"({"account":"u1500","would":"ask","reason":"asked","logins":2,"first":"2026-11-23T13:02:00Z",)"
            R"("last":"2026-11-23T14:02:00Z"})");
  EXPECT_EQ(report.items[501]["would"], "refuse");
  ask("environment.off");
  EXPECT_EQ(ask("environment.report").items.size(), 503u) << "of all that was ever observed";
}

TEST_F(Host, ASwitchThatStandsThereAlreadyKeepsItsTime) {
  const Json before = ask("environment.enforce").items.at(0);
  clock.advance(std::chrono::hours(1));
  EXPECT_EQ(ask("environment.enforce").items.at(0), before);
}

TEST_F(Host, AnotherEnvironmentsNameIsAMistakeThatNamesThisOne) {
  for (const char* verb :
       {"environment.show", "environment.enforce", "environment.observe", "environment.off"}) {
    const Answer answer = ask(verb, {{"name", "production"}});
    EXPECT_EQ(answer.exit, 64) << verb;
    EXPECT_EQ(answer.error, "this host belongs to environment training-staging, not production") << verb;
    EXPECT_EQ(ask(verb, {{"name", "training-staging"}}).exit, 0) << verb;
  }
}

TEST_F(Host, GatewaysAreListedWithTheirChannels) {
  config.channels.call = {"kannel"};
  const Answer answer = ask("gateway.list");
  EXPECT_EQ(answer.exit, 0);
  ASSERT_EQ(answer.items.size(), 3u);
  EXPECT_EQ(answer.items[0].dump(),
            R"({"name":"kannel","kind":"preset","preset":"kannel","channels":["text","call"]})");
  EXPECT_EQ(answer.items[1].dump(), R"({"name":"mail","kind":"smtp","preset":null,"channels":["email"]})");
  EXPECT_EQ(answer.items[2]["channels"], Json::array());
}

TEST_F(Host, AGatewayTestIsMarkedWaitedForAndLoggedWithoutTheAddress) {
  courier.next(Fate{{DeliveryStatus::pending, "", ""},
                    DeliveryReport{DeliveryStatus::sent, "kannel", "202 accepted"}});
  const Answer answer = ask("gateway.test", {{"gateway", "kannel"}, {"phone", phone_json("+15005550142")}});
  EXPECT_EQ(answer.exit, 0) << answer.error;
  EXPECT_EQ(answer.items.at(0).dump(), R"({"gateway":"kannel","status":"sent","detail":"202 accepted"})");
  const Message& message = courier.sent.at(0);
  EXPECT_EQ(message.gateway, "kannel");
  EXPECT_EQ(message.to, "+15005550142");
  EXPECT_EQ(message.channel, Channel::text);
  EXPECT_THAT(message.text, HasSubstr("is no code: this is a test of training-staging"));
  EXPECT_EQ(courier.dispatches.at(0)->waited.at(0), std::chrono::seconds(35));
  const AuditEntry entry = newest_entry();
  EXPECT_EQ(entry.reason, "gateway_sent");
  EXPECT_EQ(entry.actor, self());
  EXPECT_THAT(entry.detail, Not(HasSubstr("5550142")));  // R-54
}

TEST_F(Host, AGatewayThatDoesNotSendIsANegativeAnswer) {
  for (const auto status : {DeliveryStatus::pending, DeliveryStatus::refused, DeliveryStatus::failed,
                            DeliveryStatus::misconfigured}) {
    courier.next(status, "as it went");
    const Answer answer = ask("gateway.test", {{"gateway", "mail"}, {"email", "ana@example.com"}});
    EXPECT_EQ(answer.exit, 1);
    EXPECT_THAT(answer.error, HasSubstr("as it went"));
    EXPECT_EQ(answer.items.at(0)["detail"], "as it went");
  }
  EXPECT_EQ(courier.sent.at(0).channel, Channel::email);
}

TEST_F(Host, AGatewayTestNeedsAKnownGatewayAndAnAddressThatItTakes) {
  const Answer unknown = ask("gateway.test", {{"gateway", "twillio"}, {"email", "ana@example.com"}});
  EXPECT_EQ(unknown.exit, 64);
  EXPECT_EQ(unknown.error, "no gateway twillio is configured; known: kannel, mail, spare");
  EXPECT_EQ(ask("gateway.test", {{"gateway", "mail"}, {"phone", phone_json("+15005550142")}}).exit, 64);
  EXPECT_EQ(ask("gateway.test", {{"gateway", "kannel"}, {"email", "ana@example.com"}}).exit, 64);
  EXPECT_EQ(ask("gateway.test", {{"gateway", "mail"}}).exit, 64);
  EXPECT_EQ(ask("gateway.test", {{"gateway", "mail"}, {"email", "ana"}}).exit, 65);
  EXPECT_TRUE(courier.sent.empty());
  EXPECT_EQ(ask("gateway.test", {{"gateway", "spare"}, {"phone", phone_json("+15005550142")}}).exit, 0);
}

TEST_F(Host, TheLogFindsARefusalByItsReference) {
  Conclusion refused;
  refused.entry = {.time = clock.now(),
                   .account = "ana",
                   .service = "sshd",
                   .rhost = "203.0.113.9",
                   .channel = "text",
                   .result = "refused",
                   .reason = "locked"};
  refused.wants_reference = true;
  const auto reference = run_async(sqlite->conclude(refused));
  ASSERT_TRUE(reference);
  put_ana();
  const Answer answer = ask("log", {{"reference", *reference}});
  EXPECT_EQ(answer.exit, 0);
  ASSERT_EQ(answer.items.size(), 1u);
  EXPECT_EQ(
      answer.items[0].dump(),
      R"({"reference":")" + *reference +
          R"(","time":"2026-11-23T14:02:00Z","account":"ana",)"
          R"("service":"sshd","rhost":"203.0.113.9","channel":"text","result":"refused","reason":"locked",)"
          R"("actor":null,"detail":null})");
  EXPECT_EQ(ask("log").items.size(), 2u);
  EXPECT_EQ(ask("log", {{"limit", 1}}).items.at(0)["reason"], "account_added");
  EXPECT_EQ(ask("log", {{"account", "carl"}}).items.size(), 0u);
}

TEST_F(Host, AReferenceThatNobodyHasIsANegativeAnswer) {
  const Answer answer = ask("log", {{"reference", "ZZZZ"}});
  EXPECT_EQ(answer.exit, 1);
  EXPECT_EQ(answer.error, "no log entry has the reference ZZZZ");
}

TEST_F(Host, StatusCountsAndNamesTheConfiguration) {
  put_ana();
  const Answer answer = ask("status");
  EXPECT_EQ(answer.exit, 0);
  const Json& item = answer.items.at(0);
  EXPECT_EQ(item["daemon"], "up");
  EXPECT_EQ(item["environment"]["switch"], "off");
  EXPECT_EQ(item["store"]["accounts"], 1);
  EXPECT_GE(item["store"]["schema"].get<int>(), 1);
  EXPECT_EQ(item["config"], "/etc/tessera/tessera.yaml");
}

}  // namespace
}  // namespace tessera::test
