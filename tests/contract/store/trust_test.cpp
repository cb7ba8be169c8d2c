// SPDX-License-Identifier: Apache-2.0
// Places that need no second question for a while (mission S17).
#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

TEST_P(StoreContract, APlaceIsTrustedFromThenAndUntilThen) {
  const TrustedPlace place{"ana", "ssh 203.0.113.9", "ssh from 203.0.113.9", noon, noon + 8h};
  run_async(store().put_trust(place)).value();
  adapter->restart();
  const auto until = [this](std::string account, std::string where, TimePoint now) {
    return run_async(store().trusted_until(std::move(account), std::move(where), now)).value();
  };
  EXPECT_EQ(until("ana", place.place, noon), noon + 8h);
  EXPECT_FALSE(until("ana", place.place, noon + 8h));
  EXPECT_FALSE(until("ana", place.place, noon - 1ms)) << "a clock that was set back trusts nothing (R-59)";
  EXPECT_FALSE(until("bob", place.place, noon));
  EXPECT_FALSE(until("ana", "ssh 203.0.113.10", noon));
  EXPECT_EQ(run_async(store().list_trust(std::nullopt, noon)).value().size(), 1u);
  EXPECT_EQ(run_async(store().revoke_trust("ana", "root", noon)).value(), 1u);
  EXPECT_FALSE(until("ana", place.place, noon));
}

TEST_P(StoreContract, ManySessionsLeaveThePlaceTheyComeFrom) {
  run_async(store().put_trust({"ana", "ssh 203.0.113.9", "ssh", noon, noon + 8h})).value();
  for (int i = 0; i < 70; ++i) {
    run_async(store().put_trust({"ana", "session " + std::to_string(i) + " boot", "session", noon + i * 1s, noon + 8h})).value();
  }
  EXPECT_TRUE(run_async(store().trusted_until("ana", "ssh 203.0.113.9", noon)).value());
  EXPECT_EQ(run_async(store().list_trust("ana", noon + 1h)).value().size(), 65u);
}

}  // namespace
}  // namespace tessera::test
