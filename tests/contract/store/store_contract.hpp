// SPDX-License-Identifier: Apache-2.0
// Written against the port alone: each test runs on every adapter that adapters.cpp names.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/contract/store/adapter.hpp"
#include "tests/contract/store/codes.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {

std::vector<NamedAdapter> adapters();
std::string name_of_adapter(const testing::TestParamInfo<NamedAdapter>& adapter);

class StoreContract : public testing::TestWithParam<NamedAdapter> {
 protected:
  StoreContract() : adapter(GetParam().make()) {}

  Store& store() { return adapter->store(); }

  OpenOutcome open(OpenChallenge request) { return run_async(store().open_challenge(std::move(request))).value(); }
  /// Opens a challenge that must be new.
  void open_new(Challenge wanted) {
    const OpenOutcome outcome = open(opening(std::move(wanted)));
    ASSERT_TRUE(std::holds_alternative<OpenedChallenge>(outcome)) << "outcome " << outcome.index();
  }
  Checked check(CheckCode request) { return run_async(store().check(std::move(request))).value(); }
  Checked type(std::string_view code, LoginKey login = ssh_login(), TimePoint now = noon) {
    return check(guess(std::string(code), std::move(login), now));
  }
  AccountState load(LoginKey login = ssh_login(), TimePoint now = noon) {
    return run_async(store().load_login(std::move(login), now)).value();
  }
  /// Fails `count` times, with new challenges as old ones are spent; the last answer.
  Checked fail(unsigned count, TimePoint now = noon, AttemptLimits limits = {}) {
    Checked last;
    for (unsigned i = 0; i < count; ++i) {
      if (load(ssh_login(), now).outstanding.empty()) open_new(challenge(++next_id_, ssh_login(), now));
      CheckCode wrong = guess(std::string(wrong_code), ssh_login(), now);
      wrong.limits = limits;
      last = check(std::move(wrong));
    }
    return last;
  }
  std::vector<AuditEntry> audit() { return run_async(store().log({})).value(); }

  std::unique_ptr<StoreAdapter> adapter;

 private:
  unsigned next_id_ = 1000;
};

/// The alternative that an outcome must be; ends the test when it is another.
template <class T>
T as(const OpenOutcome& outcome) {
  EXPECT_TRUE(std::holds_alternative<T>(outcome)) << "outcome " << outcome.index();
  return std::get<T>(outcome);
}

}  // namespace tessera::test
