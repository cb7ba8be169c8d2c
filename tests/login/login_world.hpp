// SPDX-License-Identifier: Apache-2.0
// A login's whole world with a real store in a directory of its own and everything else faked.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <memory>
#include <string>

#include "daemon/login.hpp"
#include "daemon/runtime/openssl_random.hpp"
#include "daemon/stores/sqlite/store.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_courier.hpp"
#include "tests/support/fake_directory.hpp"
#include "tests/support/fake_log.hpp"
#include "tests/support/run_async.hpp"
#include "tests/support/scripted_person.hpp"

namespace tessera::test {

/// Codes from OpenSSL, until the test breaks it.
class BreakableRandom : public Random {
 public:
  bool fill(std::span<std::byte> bytes) override { return !broken && real_.fill(bytes); }
  bool broken = false;

 private:
  OpensslRandom real_;
};

/// A directory that goes with the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tessera-login-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = pattern;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

class LoginWorld : public ::testing::Test {
 protected:
  LoginWorld() {
    config.environment.name = "training-staging";
    config.channels.text = {"outbox"};
    config.channels.call = {"outbox"};
    config.channels.email = {"outbox"};
    config.help_desk = "555-0100";
    const auto made = init_store(directory_.file("tessera.db"), clock.now());
    EXPECT_TRUE(made) << (made ? "" : made.error());
    store = std::move(SqliteStore::open(directory_.file("tessera.db"), random).value());
    set_switch(Switch::enforce);
    add("ana", "+15005550142", "ana@example.com");
    request = {.service = "sshd", .user = "ana", .rhost = "203.0.113.9", .tty = "ssh", .ruser = {}, .host = "web01", .loginuid = {}};
  }

  void set_switch(Switch position) {
    EXPECT_TRUE(run_async(store->set_switch({position, clock.now(), "root"})));
  }
  void add(const std::string& name, const std::string& phone, const std::string& email) {
    directory.add(name);
    Account account{.name = name, .contacts = {}, .changed_at = clock.now()};
    if (!phone.empty()) account.contacts.phone = Phone{phone, "US", "mobile"};
    if (!email.empty()) account.contacts.email = email;
    EXPECT_TRUE(run_async(store->put_account({account, false, "root"})));
  }

  /// Runs the login to its end and returns the verdict; none when the peer had gone.
  std::optional<Verdict> log_in(ScriptedPerson& person) { return log_in(person, *store); }
  std::optional<Verdict> log_in(ScriptedPerson& person, Store& on) {
    const LocalTime time = [](TimePoint at) {
      const auto minutes = std::chrono::floor<std::chrono::minutes>(at - std::chrono::floor<std::chrono::days>(at));
      const auto text = std::to_string(minutes.count() % 60);
      return std::to_string(minutes.count() / 60) + ":" + (text.size() == 1 ? "0" + text : text);
    };
    const LoginPorts ports{on, directory, courier, clock, random, log, keys, time, strangers};
    run_async(login(ports, std::make_shared<const Config>(config), request, person));
    return person.verdict;
  }

  std::string sent_code() const { return courier.sent.back().code; }
  std::function<std::string()> right_code() {
    return [this] { return sent_code(); };
  }
  /// Six digits that are not the code.
  std::function<std::string()> wrong_code() {
    return [this] { return courier.sent.empty() || sent_code() != "000000" ? "000000" : "000001"; };
  }
  std::vector<AuditEntry> audit() { return run_async(store->log({})).value(); }
  unsigned failures() { return run_async(store->find_account("ana", clock.now())).value().failures; }

  TemporaryDirectory directory_;
  Config config;
  FakeClock clock;
  BreakableRandom random;
  FakeDirectory directory;
  FakeCourier courier;
  FakeLog log;
  RateLimit strangers{{2, std::chrono::minutes(1)}};
  CodeKeys keys{Secret(std::string(32, 'k'))};
  std::unique_ptr<Store> store;
  LoginRequest request;
};

}  // namespace tessera::test
