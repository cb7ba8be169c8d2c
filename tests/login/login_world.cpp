// SPDX-License-Identifier: Apache-2.0
#include "tests/login/login_world.hpp"

namespace tessera::test {

std::string utc(TimePoint at) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(at - std::chrono::floor<std::chrono::days>(at));
  const std::string text = std::to_string(minutes.count() % 60);
  return std::to_string(minutes.count() / 60) + ":" + (text.size() == 1 ? "0" + text : text);
}

LoginWorld::LoginWorld() {
  config.environment.name = "training-staging";
  config.channels.text = {"outbox"};
  config.channels.call = {"outbox"};
  config.channels.email = {"outbox"};
  config.help_desk = "555-0100";
  const auto made = init_store(directory_.file("tessera.db").string(), clock.now());
  EXPECT_TRUE(made) << (made ? "" : made.error());
  store = std::move(SqliteStore::open(directory_.file("tessera.db").string(), random).value());
  set_switch(Switch::enforce);
  add("ana", "+15005550142", "ana@example.com");
  request = {.service = "sshd", .user = "ana", .rhost = "203.0.113.9", .host = "web01", .loginuid = {}, .real_uid = {}};
}

void LoginWorld::set_switch(Switch position) {
  EXPECT_TRUE(run_async(store->set_switch({position, clock.now(), "root"})));
}

void LoginWorld::add(const std::string& name, const std::string& phone, const std::string& email) {
  directory.add(name);
  Account account{.name = name, .contacts = {}, .changed_at = clock.now()};
  if (!phone.empty()) account.contacts.phone = Phone{phone, "US", "mobile"};
  if (!email.empty()) account.contacts.email = email;
  EXPECT_TRUE(run_async(store->put_account({account, false, "root"})));
}

std::optional<Verdict> LoginWorld::log_in(ScriptedPerson& person, Store& on) {
  const LoginPorts ports{on, directory, courier, clock, random, log, keys, seeds, slow_hash, utc, dispatches, fresh_logins, strangers};
  run_async(login(ports, std::make_shared<const Config>(config), std::make_unique<const LoginRequest>(request), person));
  return person.verdict;
}

std::function<std::string()> LoginWorld::right_code() {
  return [this] { return sent_code(); };
}

std::function<std::string()> LoginWorld::wrong_code() {
  return [this] { return courier.sent.empty() || sent_code() != "000000" ? "000000" : "000001"; };
}

std::vector<AuditEntry> LoginWorld::audit() { return run_async(store->log({})).value(); }

unsigned LoginWorld::failures() { return run_async(store->find_account("ana", clock.now())).value().failures; }

}  // namespace tessera::test
