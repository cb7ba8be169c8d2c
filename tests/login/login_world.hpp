// SPDX-License-Identifier: Apache-2.0
// A login's whole world with a real store in a directory of its own and everything else faked.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "daemon/login.hpp"
#include "daemon/runtime/openssl_random.hpp"
#include "daemon/stores/sqlite/store.hpp"
#include "tests/support/direct_hash.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_courier.hpp"
#include "tests/support/fake_directory.hpp"
#include "tests/support/fake_log.hpp"
#include "tests/support/run_async.hpp"
#include "tests/support/scripted_person.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tessera::test {

/// Codes from OpenSSL, until the test breaks it.
class BreakableRandom : public Random {
 public:
  bool fill(std::span<std::byte> bytes) override { return !broken && real_.fill(bytes); }
  bool broken = false;

 private:
  OpensslRandom real_;
};

/// "14:02", UTC: the screens of a test do not depend on the host's zone.
std::string utc(TimePoint at);

class LoginWorld : public ::testing::Test {
 protected:
  LoginWorld();

  void set_switch(Switch position);
  /// A local account with these contacts; empty ones are left out.
  void add(const std::string& name, const std::string& phone, const std::string& email);

  /// Runs the login to its end and returns the verdict; none when the peer had gone.
  std::optional<Verdict> log_in(ScriptedPerson& person) { return log_in(person, *store); }
  std::optional<Verdict> log_in(ScriptedPerson& person, Store& on);

  std::string sent_code() const { return courier.sent.back().code; }
  std::function<std::string()> right_code();
  /// Six digits that are not the code.
  std::function<std::string()> wrong_code();
  std::vector<AuditEntry> audit();
  unsigned failures();

  TemporaryDirectory directory_;
  Config config;
  FakeClock clock;
  BreakableRandom random;
  FakeDirectory directory;
  FakeCourier courier;
  FakeLog log;
  Dispatches dispatches;
  FreshLogins fresh_logins;
  RateLimit strangers{{2, std::chrono::minutes(1)}};
  CodeKeys keys{Secret(std::string(32, 'k'))};
  SeedKeys seeds{Secret(std::string(32, 'k'))};
  DirectHash slow_hash;
  std::unique_ptr<Store> store;
  LoginRequest request;
};

}  // namespace tessera::test
