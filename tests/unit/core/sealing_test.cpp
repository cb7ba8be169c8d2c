// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/sealing.hpp"

#include <gtest/gtest.h>

#include <set>

#include "daemon/runtime/openssl_random.hpp"

namespace tessera {
namespace {

const Secret seal_key{std::string(32, 'k')};
constexpr SealedFor ana{"ana", "app"};

class Sealing : public testing::Test {
 protected:
  OpensslRandom source;
  RandomSource random = [this](std::span<std::byte> bytes) { return source.fill(bytes); };
  SeedKeys keys{seal_key};
  WrappedKey first = keys.make(1, random).value(), second = keys.make(2, random).value();
};

TEST_F(Sealing, OpensWhatItSealed) {
  const Sealed sealed = keys.seal(first, ana, "a seed", random).value();
  EXPECT_EQ(sealed.find("a seed"), std::string::npos);
  EXPECT_EQ(keys.open(first, ana, sealed)->view(), "a seed");
  EXPECT_EQ(SeedKeys(seal_key).open(first, ana, sealed)->view(), "a seed") << "after a restart";
}

TEST_F(Sealing, EachSealIsDifferent) {
  std::set<std::string> nonces;
  for (int i = 0; i < 1000; ++i) nonces.insert(keys.seal(first, ana, "a seed", random)->substr(0, 12));
  EXPECT_EQ(nonces.size(), 1000u);
}

TEST_F(Sealing, ARowOfAnotherAccountFactorOrKeyDoesNotOpen) {  // swapped rows
  const Sealed sealed = keys.seal(first, ana, "a seed", random).value();
  EXPECT_EQ(keys.open(first, {"bob", "app"}, sealed).error(), SealError::damaged);
  EXPECT_EQ(keys.open(first, {"ana", "backup"}, sealed).error(), SealError::damaged);
  EXPECT_EQ(keys.open(first, {"anaa", "pp"}, sealed).error(), SealError::damaged) << "names do not run together";
  EXPECT_EQ(keys.open(second, ana, sealed).error(), SealError::damaged);
}

TEST_F(Sealing, AnyFlippedBitIsDamage) {
  const Sealed sealed = keys.seal(first, ana, "a seed", random).value();
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    Sealed flipped = sealed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(keys.open(first, ana, flipped).error(), SealError::damaged) << bit;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_EQ(keys.open(first, ana, sealed.substr(0, size)).error(), SealError::damaged) << size;
  }
}

TEST_F(Sealing, AnotherSealKeyOrAnExchangedDataKeyOpensNothing) {
  const Sealed sealed = keys.seal(first, ana, "a seed", random).value();
  EXPECT_EQ(SeedKeys(Secret(std::string(32, 'x'))).open(first, ana, sealed).error(), SealError::damaged);
  EXPECT_EQ(keys.open({1, second.key}, ana, sealed).error(), SealError::damaged);
  EXPECT_EQ(keys.seal({1, second.key}, ana, "a seed", random).error(), SealError::damaged);
}

TEST_F(Sealing, ADataKeyUnderANewSealKeyOpensWhatItSealed) {
  const Sealed sealed = keys.seal(first, ana, "a seed", random).value();
  const SeedKeys after(Secret(std::string(32, 'n'))), stranger(Secret(std::string(32, 'x')));
  const WrappedKey changed = after.rewrapped(first, keys, random).value();
  EXPECT_EQ(changed.id, first.id);
  EXPECT_EQ(after.open(changed, ana, sealed)->view(), "a seed");
  EXPECT_TRUE(after.opens(changed) && keys.opens(first));
  EXPECT_FALSE(keys.opens(changed) || after.opens(first)) << "each seal key opens its own wrapping alone";
  EXPECT_EQ(after.rewrapped(first, stranger, random).error(), SealError::damaged);
  EXPECT_EQ(after.rewrapped(first, keys, [](std::span<std::byte>) { return false; }).error(), SealError::no_randomness);
}

TEST_F(Sealing, WithoutRandomnessNothingIsSealed) {
  const RandomSource broken = [](std::span<std::byte>) { return false; };
  EXPECT_EQ(keys.seal(first, ana, "a seed", broken).error(), SealError::no_randomness);
  EXPECT_EQ(keys.make(3, broken).error(), SealError::no_randomness);
}

}  // namespace
}  // namespace tessera
