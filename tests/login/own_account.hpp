// SPDX-License-Identifier: Apache-2.0
// Somebody at user.sock, over a real store.
#pragma once

#include "daemon/core/base32.hpp"
#include "daemon/enrolment/enrolling.hpp"
#include "daemon/user/visit.hpp"
#include "tests/login/login_world.hpp"

namespace tessera::test {

/// Keeps what was shown, with texts of its own.
class Screens : public OwnScreens {
 public:
  Async<void> show(user::OwnStatus status) override {
    asked = status.asked;
    app_since = status.app_since_ms;
    held_until = status.app_held_until_ms;
    backup_codes = status.backup_codes;
    app_needed = status.app_needed;
    needed_by = status.app_needed_by;
    prefers = status.prefers;
    co_return;
  }
  Async<void> show(user::OwnPlace place) override {
    places.emplace_back(place.label);
    co_return;
  }
  Async<void> show(user::Seed seed) override {
    key = seed.key;
    co_return;
  }
  Async<void> show(user::BackupCodes shown) override {
    codes = shown.codes;
    co_return;
  }
  std::string asked, key, codes, needed_by, prefers;
  user::Need app_needed = user::Need::none;
  std::vector<std::string> places;
  std::uint64_t app_since = 0, held_until = 0;
  std::uint32_t backup_codes = 0;
};

class OwnAccount : public LoginWorld {
 protected:
  OwnAccount() {
    directory.add_uid(1000, "ana");
    directory.add_uid(1001, "bob");
    directory.add("bob");
  }
  Verdict wish(ScriptedPerson& person, user::Action action, std::string ticket = {}, std::uint32_t uid = 1000,
               std::string channel = {}) {
    const LoginPorts ports{*store, directory, courier, clock, random, log, keys, seeds, slow_hash, utc, dispatches, fresh_logins, strangers};
    Visit visit{ports, std::make_shared<const Config>(config), person, screens, "web01", uid, {}};
    return run_async(answer_wish(visit, action, std::move(ticket), std::move(channel)));
  }
  Verdict prefer(std::string channel, std::uint32_t uid = 1000) {
    ScriptedPerson silent;
    return wish(silent, user::Action::prefer, {}, uid, std::move(channel));
  }
  Verdict enrol(ScriptedPerson& person, std::string ticket = {}, std::uint32_t uid = 1000) {
    return wish(person, user::Action::enrol, std::move(ticket), uid);
  }
  std::string app_code() {
    const std::string seed = from_base32(screens.key).value();
    return hotp(seed, static_cast<std::uint64_t>(step_at(clock.now(), std::chrono::seconds(30))), OtpHash::sha1, 6);
  }
  void types_app_code(ScriptedPerson& person) {
    person.types([this] { return app_code(); });
  }
  /// By e-mail, which counts at once.
  std::string enrolled() {
    ScriptedPerson person;
    person.types("3");
    person.types(right_code());
    types_app_code(person);
    EXPECT_EQ(enrol(person), Verdict::proven);
    clock.advance(std::chrono::minutes(2));
    return screens.key;
  }
  std::string ticket_for(const std::string& account) {
    const LoginPorts ports{*store, directory, courier, clock, random, log, keys, seeds, slow_hash, utc, dispatches, fresh_logins, strangers};
    return run_async(make_ticket(enrolment_ports(ports), account, EnrolmentProof::ticket, "root")).value().token;
  }
  AccountState state(const std::string& account = "ana") { return run_async(store->find_account(account, clock.now())).value(); }

  Screens screens;
};

}  // namespace tessera::test
