// SPDX-License-Identifier: Apache-2.0
// of many logins at once with one backup code, one is let in.
#include <algorithm>

#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

constexpr unsigned at_once = 64;

void put_codes(Store& store, const std::vector<std::string>& hashes, std::optional<TimePoint> desk_until) {
  PutBackupCodes request{.account = "ana", .salt = "salt", .hashes = hashes, .desk_until = desk_until, .actor = "ana",
                         .now = noon};
  ASSERT_TRUE(run_async(store.put_backup_codes(std::move(request))).value());
}

std::vector<Stored<Checked>> redeem_together(Store& store, const std::string& hash) {
  std::vector<Async<Stored<Checked>>> logins;
  for (unsigned i = 0; i < at_once; ++i) {
    CheckCode request = guess(std::string(wrong_code));
    request.backup_hash = hash;
    logins.push_back(store.check(std::move(request)));
  }
  return run_together(std::move(logins));
}

std::ptrdiff_t accepted_in(const std::vector<Stored<Checked>>& results) {
  return std::ranges::count_if(results, [](const auto& each) { return each.value().judgement == Judgement::accepted; });
}

TEST_P(StoreContract, OfManyLoginsAtOnceWithOneBackupCodeOneIsLetIn) {
  put_codes(store(), {"one", "two", "three"}, std::nullopt);
  EXPECT_EQ(accepted_in(redeem_together(store(), "two")), 1);
  EXPECT_EQ(load().backup->left, 2u) << "the others are untouched";
}

TEST_P(StoreContract, OfManyLoginsAtOnceWithTheHelpDesksCodeOneIsLetIn) {
  put_codes(store(), {"desk"}, noon + 10min);
  EXPECT_EQ(accepted_in(redeem_together(store(), "desk")), 1);
  EXPECT_FALSE(load().backup && load().backup->desk_code);
}

}  // namespace
}  // namespace tessera::test
