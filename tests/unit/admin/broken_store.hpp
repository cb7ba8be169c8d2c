// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/ports/store.hpp"

namespace tessera::test {

/// Answers every call with the same error.
class BrokenStore : public Store {
 public:
  explicit BrokenStore(StoreError error) : error_(error) {}

  Async<Stored<EnvironmentState>> environment() override { return broken<EnvironmentState>(); }
  Async<Stored<AccountState>> load_login(LoginKey, TimePoint) override { return broken<AccountState>(); }
  Async<Stored<OpenOutcome>> open_challenge(OpenChallenge) override { return broken<OpenOutcome>(); }
  Async<Stored<Checked>> check(CheckCode) override { return broken<Checked>(); }
  Async<Stored<std::string>> conclude(Conclusion) override { return broken<std::string>(); }
  Async<Stored<void>> set_switch(EnvironmentState) override { return broken<void>(); }
  Async<Stored<Put>> put_account(PutAccount) override { return broken<Put>(); }
  Async<Stored<std::vector<Put>>> put_accounts(std::vector<PutAccount>) override { return broken<std::vector<Put>>(); }
  Async<Stored<bool>> remove_account(std::string, std::string, TimePoint) override { return broken<bool>(); }
  Async<Stored<AccountState>> find_account(std::string, TimePoint) override { return broken<AccountState>(); }
  Async<Stored<std::vector<std::optional<Account>>>> find_accounts(std::vector<std::string>) override {
    return broken<std::vector<std::optional<Account>>>();
  }
  Async<Stored<std::vector<Account>>> list_accounts(std::string, unsigned) override {
    return broken<std::vector<Account>>();
  }
  Async<Stored<bool>> unlock(std::string, std::string, TimePoint) override { return broken<bool>(); }
  Async<Stored<std::vector<AuditEntry>>> log(LogQuery) override { return broken<std::vector<AuditEntry>>(); }
  Async<Stored<StoreStatus>> status(TimePoint) override { return broken<StoreStatus>(); }

 private:
  template <class T>
  Async<Stored<T>> broken() {
    co_return std::unexpected(error_);
  }
  StoreError error_;
};

}  // namespace tessera::test
