// SPDX-License-Identifier: Apache-2.0
// The admin socket with a real store in a directory of its own; directory, courier and clock are fakes.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "daemon/admin/json.hpp"
#include "daemon/admin/server.hpp"
#include "daemon/runtime/openssl_random.hpp"
#include "daemon/stores/sqlite/store.hpp"
#include "tests/support/direct_hash.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_courier.hpp"
#include "tests/support/fake_directory.hpp"
#include "tests/support/fake_log.hpp"
#include "tests/support/run_async.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tessera::test {

/// What came back for one request.
struct Answer {
  std::vector<Json> items;
  int exit = -1;
  std::string error;
};

/// Gives them out as they are asked for.
class ListedAccounts : public HostAccounts {
 public:
  explicit ListedAccounts(std::vector<HostAccount> accounts) : accounts_(std::move(accounts)) {}
  Result<std::vector<HostAccount>, std::string> next(std::size_t limit) override {
    std::vector<HostAccount> some;
    while (some.size() < limit && at_ < accounts_.size()) some.push_back(accounts_[at_++]);
    return some;
  }

 private:
  std::vector<HostAccount> accounts_;
  std::size_t at_ = 0;
};

/// Says these pages one after the other, then that there are no more.
class ListedSources : public SourceListing {
 public:
  explicit ListedSources(std::vector<SourcePage> pages) : pages_(std::move(pages)) {}
  Async<SourcePage> next() override { co_return at_ < pages_.size() ? pages_[at_++] : SourcePage{}; }

 private:
  std::vector<SourcePage> pages_;
  std::size_t at_ = 0;
};

class AdminWorld : public ::testing::Test {
 protected:
  AdminWorld();

  /// Sends the packets over one connection and reads what comes back until the daemon's side closes.
  std::vector<Json> exchange(const std::vector<std::string>& packets);
  /// One request, which must be answered by items and one `done`.
  Answer ask(const std::string& verb, Json args = Json::object());
  Answer ask_raw(const std::string& packet);
  /// ana with phone and e-mail, straight into the store.
  void put_ana();
  /// As a login does that sends a code to it: binds it, sealed.
  void bind_phone(const std::string& account, const Phone& phone);
  /// The newest entry of the audit log.
  AuditEntry newest_entry();
  /// Who the daemon takes this process for.
  static std::string self();

  AdminContext context(Directory& asked);

  TemporaryDirectory folder;
  FakeClock clock;
  FakeDirectory directory;
  FakeCourier courier;
  FakeLog log;
  Config config;
  std::vector<HostAccount> host_accounts;  ///< of the passwd file
  std::vector<SourcePage> other_accounts;  ///< of other sources
  bool module_reached = true;
  unsigned deadline_changes = 0;
  OpensslRandom random;
  SeedKeys seeds{Secret(std::string(32, 'k'))};
  DirectHash slow_hash;
  std::unique_ptr<SqliteStore> sqlite;
  Store* store = nullptr;
};

/// {e164, region, type} of a mobile number.
Json phone_json(const std::string& e164, const std::string& region = "US",
                const std::string& type = "mobile");

}  // namespace tessera::test
