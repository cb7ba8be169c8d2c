// SPDX-License-Identifier: Apache-2.0
// The adapters that the contract holds for.
#include "tests/contract/store/sqlite_place.hpp"
#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

class SqliteAdapter : public StoreAdapter {
 public:
  SqliteAdapter() {
    place_.init();
    store_ = place_.open();
  }
  Store& store() override { return *store_; }
  void restart() override {
    store_.reset();
    store_ = place_.open();
  }
  std::string bytes() override { return place_.bytes(); }

 private:
  SqlitePlace place_;
  std::unique_ptr<SqliteStore> store_;
};

}  // namespace

std::vector<NamedAdapter> adapters() {
  return {{"sqlite", [] { return std::make_unique<SqliteAdapter>(); }}};
}

std::string name_of_adapter(const testing::TestParamInfo<NamedAdapter>& adapter) { return adapter.param.name; }

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, testing::ValuesIn(adapters()), name_of_adapter);

}  // namespace tessera::test
