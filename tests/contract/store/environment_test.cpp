// SPDX-License-Identifier: Apache-2.0
#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

TEST_P(StoreContract, SwitchIsOffInANewStore) {
  const EnvironmentState state = run_async(store().environment()).value();
  EXPECT_EQ(state.position, Switch::off);
  EXPECT_EQ(state.since, noon);
}

TEST_P(StoreContract, SwitchStaysWhereItWasPutAcrossRestarts) {
  for (const Switch position : {Switch::enforce, Switch::observe, Switch::off}) {
    ASSERT_TRUE(run_async(store().set_switch({position, noon + 1h, "root"})));
    adapter->restart();
    const EnvironmentState state = run_async(store().environment()).value();
    EXPECT_EQ(state.position, position);
    EXPECT_EQ(state.since, noon + 1h);
    EXPECT_EQ(state.by, "root");
  }
}

TEST_P(StoreContract, SwitchChangesAreAudited) {
  ASSERT_TRUE(run_async(store().set_switch({Switch::enforce, noon + 1h, "root"})));
  const auto entries = audit();
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].result, "changed");
  EXPECT_EQ(entries[0].reason, "switch_enforce");
  EXPECT_EQ(entries[0].actor, "root");
  EXPECT_EQ(entries[0].time, noon + 1h);
}

TEST_P(StoreContract, AnAccountWithoutARowIsEmpty) {
  const AccountState state = load(ssh_login("nobody-yet"));
  EXPECT_FALSE(state.account);
  EXPECT_EQ(state.failures, 0u);
  EXPECT_FALSE(state.locked_until);
  EXPECT_TRUE(state.outstanding.empty());
}

TEST_P(StoreContract, ALoginBeginsWithTheSwitchAndTheAccount) {
  ASSERT_TRUE(run_async(store().put_account({account("ana"), false, "root"})));
  open_new(challenge(1));
  EXPECT_FALSE(run_async(store().begin_login(ssh_login(), noon)).value().account) << "off: nothing is looked up";
  for (const Switch position : {Switch::observe, Switch::enforce}) {
    ASSERT_TRUE(run_async(store().set_switch({position, noon, "root"})));
    const LoginStart start = run_async(store().begin_login(ssh_login(), noon)).value();
    EXPECT_EQ(start.environment.position, position);
    ASSERT_TRUE(start.account && start.account->account);
    EXPECT_EQ(start.account->account->name, "ana");
    EXPECT_EQ(start.account->outstanding.size(), 1u);
  }
}

TEST_P(StoreContract, StatusCounts) {
  ASSERT_TRUE(run_async(store().put_account({account("ana"), false, "root"})));
  ASSERT_TRUE(run_async(store().put_account({account("bob"), false, "root"})));
  fail(10);
  open_new(challenge(1, ssh_login("bob")));
  const StoreStatus status = run_async(store().status(noon)).value();
  EXPECT_EQ(status.accounts, 2u);
  EXPECT_EQ(status.locked, 1u);
  EXPECT_GE(status.outstanding, 1u);
  EXPECT_GE(status.schema, 1);
  EXPECT_EQ(run_async(store().status(noon + 1h)).value().locked, 0u);
  EXPECT_EQ(run_async(store().status(noon + 1h)).value().outstanding, 0u);
}

}  // namespace
}  // namespace tessera::test
