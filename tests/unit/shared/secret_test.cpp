// SPDX-License-Identifier: Apache-2.0
#include "shared/secret.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <new>
#include <type_traits>

namespace tessera {
namespace {

constexpr std::size_t size = 64;  // beyond what std::string keeps inside itself

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret> && std::is_nothrow_move_assignable_v<Secret>);

TEST(Secret, HoldsItsBytes) {
  const Secret secret(std::string("a\0b", 3));
  EXPECT_EQ(secret.view(), std::string_view("a\0b", 3));
  EXPECT_FALSE(secret.empty());
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, MovesAndLeavesNothing) {
  for (const std::size_t length : {std::size_t{4}, size}) {
    Secret from(std::string(length, 's'));
    Secret to(std::move(from));
    EXPECT_EQ(to.view(), std::string(length, 's'));
    EXPECT_TRUE(from.empty());
    Secret other(std::string(length, 'o'));
    other = std::move(to);
    EXPECT_EQ(other.view(), std::string(length, 's'));
    EXPECT_TRUE(to.empty());
  }
}

/// A short secret lies inside the object, so its bytes can be looked at in storage of one's own.
TEST(Secret, WipesItsBytesWhenItGoes) {
  alignas(Secret) unsigned char storage[sizeof(Secret)] = {};
  auto* secret = new (storage) Secret(std::string("canary-1234"));
  const auto holds = [&storage](std::string_view text) {
    return std::search(storage, storage + sizeof storage, text.begin(), text.end()) !=
           storage + sizeof storage;
  };
  ASSERT_TRUE(holds("canary"));
  secret->~Secret();
  EXPECT_FALSE(holds("canary"));
  EXPECT_FALSE(holds("1234"));
}

TEST(Secret, WipesTheShortSecretThatWasMovedAway) {
  alignas(Secret) unsigned char storage[sizeof(Secret)] = {};
  auto* secret = new (storage) Secret(std::string("canary-1234"));
  const Secret to(std::move(*secret));
  const std::string_view text = "canary";
  EXPECT_EQ(std::search(storage, storage + sizeof storage, text.begin(), text.end()),
            storage + sizeof storage);
  secret->~Secret();
}

}  // namespace
}  // namespace tessera
