// SPDX-License-Identifier: Apache-2.0
#include "daemon/enrolment/sealing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "daemon/runtime/openssl_random.hpp"

namespace tessera {
namespace {

const Secret seal_key{std::string(32, 'k')};
constexpr SealedFor ana{"ana", "app"};

class Sealing : public testing::Test {
 protected:
  Sealing() {
    for (DataKeyId id = 1; id <= 2; ++id) wrapped.push_back(DataKeys::make(seal_key, id, random).value());
  }
  DataKeys keys() { return DataKeys::open(seal_key, wrapped).value(); }

  OpensslRandom source;
  RandomSource random = [this](std::span<std::byte> bytes) { return source.fill(bytes); };
  std::vector<WrappedKey> wrapped;
};

TEST_F(Sealing, OpensWhatItSealed) {
  const DataKeys open = keys();
  const Sealed sealed = open.seal(ana, "a seed", random).value();
  EXPECT_EQ(sealed.find("a seed"), std::string::npos);
  EXPECT_EQ(open.open(ana, open.newest(), sealed)->view(), "a seed");
}

TEST_F(Sealing, EachSealIsDifferent) {
  const DataKeys open = keys();
  std::set<std::string> nonces;
  for (int i = 0; i < 1000; ++i) nonces.insert(open.seal(ana, "a seed", random)->substr(0, 12));
  EXPECT_EQ(nonces.size(), 1000u);
}

TEST_F(Sealing, ARowOfAnotherAccountFactorOrKeyDoesNotOpen) {  // swapped rows
  const DataKeys open = keys();
  const Sealed sealed = open.seal(ana, "a seed", random).value();
  EXPECT_EQ(open.open({"bob", "app"}, 2, sealed).error(), SealError::damaged);
  EXPECT_EQ(open.open({"ana", "backup"}, 2, sealed).error(), SealError::damaged);
  EXPECT_EQ(open.open({"anaa", "pp"}, 2, sealed).error(), SealError::damaged) << "names do not run together";
  EXPECT_EQ(open.open(ana, 1, sealed).error(), SealError::damaged);
  EXPECT_EQ(open.open(ana, 3, sealed).error(), SealError::no_such_key);
}

TEST_F(Sealing, AnyFlippedBitIsDamage) {
  const DataKeys open = keys();
  const Sealed sealed = open.seal(ana, "a seed", random).value();
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    Sealed flipped = sealed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(open.open(ana, 2, flipped).error(), SealError::damaged) << bit;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_EQ(open.open(ana, 2, sealed.substr(0, size)).error(), SealError::damaged) << size;
  }
}

TEST_F(Sealing, AnotherSealKeyOpensNoDataKey) {
  EXPECT_EQ(DataKeys::open(Secret(std::string(32, 'x')), wrapped).error(), SealError::damaged);
  std::swap(wrapped[0].key, wrapped[1].key);
  EXPECT_EQ(DataKeys::open(seal_key, wrapped).error(), SealError::damaged);
}

TEST_F(Sealing, TheOldKeyStillOpensAfterANewOneCame) {
  std::vector<WrappedKey> old = {wrapped[0]};
  const Sealed sealed = DataKeys::open(seal_key, old)->seal(ana, "a seed", random).value();
  EXPECT_EQ(keys().open(ana, 1, sealed)->view(), "a seed");
}

TEST_F(Sealing, WithoutRandomnessNothingIsSealed) {
  const RandomSource broken = [](std::span<std::byte>) { return false; };
  EXPECT_EQ(keys().seal(ana, "a seed", broken).error(), SealError::no_randomness);
  EXPECT_EQ(DataKeys::make(seal_key, 3, broken).error(), SealError::no_randomness);
}

}  // namespace
}  // namespace tessera
