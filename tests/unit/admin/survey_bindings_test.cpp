// SPDX-License-Identifier: Apache-2.0
// Readiness by the contacts that count: what the audit says of an account is what its login then does (R-12, S11).
#include "daemon/gather.hpp"
#include "daemon/stores/sqlite/database.hpp"
#include "tests/unit/admin/admin_world.hpp"

namespace tessera::test {
namespace {

using ::testing::HasSubstr;

const Phone old_phone{"+15005550142", "US", "mobile"}, new_phone{"+15005550143", "US", "mobile"};

class SurveyOfBindings : public AdminWorld {
 protected:
  SurveyOfBindings() {
    config.accounts.sources = {AccountSource{}, AccountSource{}};
    for (unsigned uid = 1000; const char* name : {"ana", "dora"}) {
      host_accounts.push_back({.name = name, .uid = uid++});
      directory.add(name);
    }
    put_ana();
    EnvironmentState state{Switch::enforce, clock.now(), "test"};
    EXPECT_TRUE(run_async(sqlite->set_switch(std::move(state))));
  }
  Json audited(const std::string& name) {
    for (const Json& item : ask("account.audit").items) {
      if (item.value("account", std::string()) == name) return item;
    }
    ADD_FAILURE() << name << " is not in the audit";
    return {};
  }
  Gathered login(const std::string& name) {
    LoginRequest request;
    request.service = "sshd";
    request.user = name;
    request.host = "training-staging";
    return run_async(gather(*sqlite, directory, clock, seeds, std::make_shared<const Config>(config), std::move(request)));
  }
  /// The audit's row, once it agrees with the login on what counts and whether that suffices.
  Json agreed(const std::string& name) {
    const Gathered seen = login(name);
    Json item = audited(name);
    const Contacts contacts = seen.state.account ? seen.state.account->contacts : Contacts{};
    EXPECT_EQ(item["phone"], contacts.phone ? phone_json(contacts.phone->e164) : Json(nullptr));
    EXPECT_EQ(item["email"], contacts.email ? Json(*contacts.email) : Json(nullptr));
    Json channels = Json::array();
    for (const Way& way : seen.ways) channels.push_back(name_of(way.channel));
    EXPECT_EQ(item["channels"], channels);
    if (item["ready"] == true) EXPECT_EQ(seen.decision.ruling, Ruling::ask);
    EXPECT_EQ(item["verdict"] == "unreadable", explanation(seen).find("does not open") != std::string::npos);
    return item;
  }
  void set_phone(const Phone& phone) {
    EXPECT_EQ(ask("account.set", {{"account", "ana"}, {"phone", phone_json(phone.e164)}}).exit, 0);
  }
  /// As a bad sector would: one bit of what is sealed.
  void flip_a_bit(const std::string& account) {
    auto database = sqlite::Database::open(folder.file("tessera.db").string());
    ASSERT_TRUE(database) << database.error();
    std::vector<std::byte> sealed;
    {
      sqlite::Query row = database->query("SELECT contact FROM bindings WHERE account = ?1 AND state = 'bound'", account);
      ASSERT_TRUE(row.next());
      const auto bytes = row.blob(0);
      sealed.assign(bytes.begin(), bytes.end());
    }
    sealed.back() ^= std::byte{1};
    database->run("UPDATE bindings SET contact = ?1 WHERE account = ?2 AND state = 'bound'",
                  std::span<const std::byte>(sealed), account);
    ASSERT_FALSE(database->failure());
  }
};

TEST_F(SurveyOfBindings, AHeldNumberDoesNotCountYetAndTheOldOneDoes) {
  set_phone(new_phone);
  const Json ana = agreed("ana");
  EXPECT_EQ(ana["phone"]["e164"], old_phone.e164);
  EXPECT_EQ(ana["held"]["phone"]["contact"], new_phone.e164);
  EXPECT_EQ(ana["held"]["phone"]["until"], rfc3339(clock.now() + config.accounts.hold_changes));
  EXPECT_EQ(ana["record"]["phone"]["e164"], new_phone.e164) << "what an export has";
  EXPECT_EQ(ana["says"], "ready; phone held");
  EXPECT_EQ(ana["ready"], true);
}

TEST_F(SurveyOfBindings, AfterTheHoldTheNewOneCounts) {
  set_phone(new_phone);
  clock.advance(config.accounts.hold_changes);
  const Json ana = agreed("ana");
  EXPECT_EQ(ana["phone"]["e164"], new_phone.e164);
  EXPECT_EQ(ana["says"], "ready");
  EXPECT_FALSE(ana.contains("held") || ana.contains("record"));
}

TEST_F(SurveyOfBindings, ANumberThatAnotherSourceChangedIsHeldBeforeALoginHasSeenIt) {
  bind_phone("dora", old_phone);
  directory.set_contacts("dora", {new_phone, std::nullopt});
  config.accounts.require = {};
  const Json dora = agreed("dora");
  EXPECT_EQ(dora["phone"]["e164"], old_phone.e164);
  EXPECT_EQ(dora["held"]["phone"]["until"], nullptr);
  EXPECT_EQ(dora["record"]["phone"]["e164"], new_phone.e164);
}

TEST_F(SurveyOfBindings, AnAddressInPlaceOfANumberIsNoSecondWay) {
  bind_phone("dora", old_phone);
  directory.set_contacts("dora", {std::nullopt, "mallory@example.com"});
  const Json dora = agreed("dora");
  EXPECT_EQ(dora["phone"]["e164"], old_phone.e164);
  EXPECT_EQ(dora["says"], "no-email; email held") << "accounts.require names it, and it does not count yet";
  EXPECT_EQ(dora["record"]["phone"], nullptr);
}

TEST_F(SurveyOfBindings, WhatDoesNotOpenIsNotReadyAndNamesTheAccountAtEnforce) {
  bind_phone("dora", old_phone);
  directory.set_contacts("dora", {old_phone, "dora@example.com"});
  EXPECT_EQ(agreed("dora")["says"], "ready");
  flip_a_bit("dora");
  const Json dora = agreed("dora");
  EXPECT_EQ(dora["verdict"], "unreadable");
  EXPECT_EQ(dora["ready"], false);
  EXPECT_EQ(dora["contacts_unreadable"], true);
  EXPECT_EQ(dora["phone"], nullptr);
  EXPECT_EQ(dora["record"]["phone"]["e164"], old_phone.e164);
  EnvironmentState observe{Switch::observe, clock.now(), "test"};
  ASSERT_TRUE(run_async(sqlite->set_switch(std::move(observe))));
  EXPECT_THAT(ask("environment.enforce").error, HasSubstr("dora: unreadable"));
  EXPECT_EQ(ask("account.accept_change", {{"account", "dora"}}).exit, 0);
  EXPECT_EQ(audited("dora")["says"], "ready");
}

TEST_F(SurveyOfBindings, TheLoginThatHasNothingElseIsRefused) {
  bind_phone("dora", old_phone);
  directory.set_contacts("dora", {old_phone, std::nullopt});
  flip_a_bit("dora");
  EXPECT_EQ(agreed("dora")["verdict"], "unreadable");
  EXPECT_EQ(login("dora").decision.ruling, Ruling::refuse);
}

TEST_F(SurveyOfBindings, WhoIsNotAskedIsReadyWhateverIsBound) {
  bind_phone("dora", old_phone);
  directory.set_contacts("dora", {old_phone, std::nullopt});
  flip_a_bit("dora");
  config.machine_accounts = {"dora"};
  EXPECT_EQ(audited("dora")["says"], "machine (key only)");
}

}  // namespace
}  // namespace tessera::test
