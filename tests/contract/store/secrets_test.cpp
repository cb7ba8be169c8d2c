// SPDX-License-Identifier: Apache-2.0
// What a thief of the files finds (R-49, R-54).
#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

TEST_P(StoreContract, NoTypedOrDeliveredCodeIsInAnyFile) {  // R-49
  ASSERT_TRUE(run_async(store().put_account({account("ana"), false, "root"})));
  open_new(challenge(1));
  type("51739264");
  type(right_code);
  type(right_code);
  fail(10);
  for (int closed = 0; closed < 2; ++closed) {
    const std::string bytes = adapter->bytes();
    ASSERT_NE(bytes.find("ana"), std::string::npos) << "the bytes are those of this store";
    EXPECT_EQ(bytes.find(right_code), std::string::npos);
    EXPECT_EQ(bytes.find("51739264"), std::string::npos);
    EXPECT_EQ(bytes.find(wrong_code), std::string::npos);
    adapter->restart();
  }
}

TEST_P(StoreContract, AWholeContactIsOnlyInItsAccount) {  // R-54
  ASSERT_TRUE(run_async(store().put_account({account("ana", "+15005550142", "zzyzx@example.com"), false, "root"})));
  adapter->restart();
  ASSERT_NE(adapter->bytes().find("15005550142"), std::string::npos);
  ASSERT_TRUE(run_async(store().remove_account("ana", "root", noon)).value());
  adapter->restart();
  adapter->restart();
  EXPECT_EQ(adapter->bytes().find("5005550142"), std::string::npos) << "the audit log or a freed page holds it";
  EXPECT_EQ(adapter->bytes().find("zzyzx@"), std::string::npos);
}

}  // namespace
}  // namespace tessera::test
