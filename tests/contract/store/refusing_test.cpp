// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/refusing.hpp"

#include <gtest/gtest.h>

#include "tests/contract/store/codes.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

TEST(RefusingStore, AnswersItsErrorToEveryCall) {
  for (const StoreError error : {StoreError::unavailable, StoreError::corrupt}) {
    const auto store = refuse_store(error);
    EXPECT_EQ(run_async(store->environment()).error(), error);
    EXPECT_EQ(run_async(store->load_login(ssh_login(), noon)).error(), error);
    EXPECT_EQ(run_async(store->open_challenge(opening(challenge(1)))).error(), error);
    EXPECT_EQ(run_async(store->check(guess(std::string(right_code)))).error(), error);
    EXPECT_EQ(run_async(store->conclude({})).error(), error);
    EXPECT_EQ(run_async(store->set_switch({})).error(), error);
    EXPECT_EQ(run_async(store->put_account({account("ana"), true, "root"})).error(), error);
    EXPECT_EQ(run_async(store->put_accounts({})).error(), error);
    EXPECT_EQ(run_async(store->find_accounts({"ana"})).error(), error);
    EXPECT_EQ(run_async(store->remove_account("ana", "root", noon)).error(), error);
    EXPECT_EQ(run_async(store->find_account("ana", noon)).error(), error);
    EXPECT_EQ(run_async(store->list_accounts("", 10)).error(), error);
    EXPECT_EQ(run_async(store->unlock("ana", "root", noon)).error(), error);
    EXPECT_EQ(run_async(store->log({})).error(), error);
    EXPECT_EQ(run_async(store->status(noon)).error(), error);
  }
}

}  // namespace
}  // namespace tessera::test
